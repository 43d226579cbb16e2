using System.Globalization;
using System.Text;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Demo;

/// <summary>A person to be made.</summary>
internal sealed record NewPerson(
    int Number, string Handle, string FullName, string Phone, RealNameLevel Level, Visibility Visibility);

/// <summary>A person who was made, and the card that pays for them.</summary>
internal sealed record Inhabitant(UserId Id, RealNameLevel Level, BankCardId? Card);

/// <summary>
/// Makes people and friendships in bulk, by the same entities and events as the API. Money is left to the services that
/// move it.
/// </summary>
internal sealed class Population(Units units, KeyedHash hash, ISecretBox box, PaymentPins pins, TimeProvider clock)
{
    /// <summary>Five parameters a row; a command takes about two thousand on the strictest of the databases.</summary>
    private const int RowsAtOnce = 400;

    /// <summary>The order in which people hand in their evidence; the level says how much of it.</summary>
    private static readonly EvidenceKind[] Channels =
        [EvidenceKind.IdCard, EvidenceKind.Phone, EvidenceKind.BankCard, EvidenceKind.Address, EvidenceKind.Face];

    public Task<List<Inhabitant>> SettleAsync(IReadOnlyList<NewPerson> people, string passwordHash, string pin)
    {
        var persons = people.ToDictionary(
            person => person,
            person => person.Level == RealNameLevel.None ? null : Identify(person));
        return units.WriteAsync(async db =>
        {
            var settled = new List<Inhabitant>(people.Count);
            foreach (var person in people)
            {
                settled.Add(await SettleAsync(db, person, persons[person], passwordHash, pin));
            }

            return settled;
        });
    }

    /// <summary>Each pair once; the first of the two asked, the second said yes.</summary>
    public Task<int> BefriendAsync(IReadOnlyCollection<(UserId From, UserId To)> pairs) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        foreach (var (from, to) in pairs)
        {
            var request = FriendRequest.Send(new FriendRequestId(clock.NewGuid()), from, to, null, now);
            request.Answer(accept: true, now);
            db.FriendRequests.Add(request);
            db.Friendships.AddRange(
                Friendship.Begin(new FriendshipId(clock.NewGuid()), from, to, now),
                Friendship.Begin(new FriendshipId(clock.NewGuid()), to, from, now));
            db.Raise(new FriendshipBegan(to, from, request.Id, now));
        }

        await db.SaveChangesAsync();
        foreach (var group in pairs.SelectMany(pair => new[] { pair.From, pair.To }).GroupBy(id => id))
        {
            var (id, more) = (group.Key, group.Count());
            await db.Users
                .Where(u => u.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount + more));
        }

        return pairs.Count;
    });

    /// <summary>
    /// Friendships of long ago, in bulk: no request and no line in the feed tells of them. Each side is a row, so give both.
    /// </summary>
    public Task<int> AddFriendshipsAsync(IReadOnlyList<(UserId Owner, UserId Friend)> sides) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        foreach (var rows in sides.Chunk(RowsAtOnce))
        {
            var values = new List<object>();
            var sql = new StringBuilder("INSERT INTO friendship (id, owner_id, friend_id, since, tags, shows_real_name) VALUES ");
            foreach (var (i, row) in rows.Index())
            {
                var at = values.Count;
                sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"({{{at}}}, {{{at + 1}}}, {{{at + 2}}}, {{{at + 3}}}, {db.EmptyList}, {{{at + 4}}})");
                values.AddRange(
                    db.ParameterOf(new FriendshipId(clock.NewGuid())), db.ParameterOf(row.Owner), db.ParameterOf(row.Friend),
                    now.AddDays(-(i * 37 % 1_000)), true);
            }

            await db.Database.ExecuteSqlRawAsync(sql.ToString(), values);
        }

        return sides.Count;
    });

    /// <summary>Counts anew what was added in bulk.</summary>
    public Task<int> CountFriendsAsync(IReadOnlyList<UserId> people) => units.WriteAsync(db => db.Users
        .Where(u => people.Contains(u.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => db.Friendships.Count(f => f.OwnerId == u.Id))));

    private async Task<Inhabitant> SettleAsync(
        GraphDb db, NewPerson person, Person? identity, string passwordHash, string pin)
    {
        var now = clock.UtcNow();
        var user = User.SignUp(
            new UserId(clock.NewGuid()), person.Handle, person.FullName, person.Phone, passwordHash, now);
        user.Change(new ProfileChange(null, null, BioOf(person.Number), null, null, null, person.Visibility));
        db.Users.Add(user);
        db.Raise(new UserSignedUp(user));
        if (identity is null)
        {
            return new Inhabitant(user.Id, person.Level, null);
        }

        user.SetPaymentPin(pins.HashOf(user.Id, pin));
        var needed = person.Level switch { RealNameLevel.ClassIII => 5, _ => 3 };
        var given = Channels.Take(needed).Where(kind =>
            person.Level != RealNameLevel.ClassI || kind is EvidenceKind.IdCard or EvidenceKind.BankCard).ToList();
        BankCardId? card = null;
        foreach (var kind in given)
        {
            var evidence = Evidence.Submit(new EvidenceId(clock.NewGuid()), user.Id, kind, now);
            evidence.Decide(Verdict.Accepted, now);
            db.Evidence.Add(evidence);
            db.Raise(new EvidenceDecided(evidence));
            switch (kind)
            {
                case EvidenceKind.IdCard:
                    db.Persons.Add(identity);
                    user.Identify(identity);
                    break;
                case EvidenceKind.BankCard:
                    card = await AddCardAsync(db, evidence, person);
                    break;
            }
        }

        user.Reassess(given);
        db.Raise(new LevelChanged(user.Id, RealNameLevel.None, user.Level, now));
        return new Inhabitant(user.Id, user.Level, card);
    }

    private Person Identify(NewPerson person) => Person.Of(
        new PersonId(clock.NewGuid()), IdentityCard.Parse(IdNumberOf(person.Number))!, hash, box, person.FullName);

    /// <summary>Another one for each of thirteen million people: born on one of 28 days, 12 months, 40 years.</summary>
    private static string IdNumberOf(int number)
    {
        var (day, month, year) = (1 + number % 28, 1 + number / 28 % 12, 1960 + number / 336 % 40);
        var sequence = number / 13_440 % 1_000;
        return IdentityCard.Complete(string.Create(
            CultureInfo.InvariantCulture, $"330102{year}{month:D2}{day:D2}{sequence:D3}"));
    }

    private async Task<BankCardId> AddCardAsync(GraphDb db, Evidence evidence, NewPerson person)
    {
        var number = BankCard.Complete($"622202{person.Number:D9}");
        var accepted = await new SandboxVerifier(clock).VerifyBankCardAsync(number, CancellationToken.None);
        var card = BankCard.Add(
            new BankCardId(clock.NewGuid()), evidence, accepted!, hash.Of("bank card", number), number[^4..], clock.UtcNow());
        db.BankCards.Add(card);
        return card.Id;
    }

    private static string BioOf(int number) => (number % 4) switch
    {
        0 => "Likes hot pot and long walks.",
        1 => "Splits every bill to the fen.",
        2 => "Always knows where the good deals are.",
        _ => "Here for the red packets.",
    };
}
