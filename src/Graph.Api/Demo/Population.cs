using System.Data.Common;
using System.Globalization;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Api.Demo;

/// <summary>The data of a person to make.</summary>
internal sealed record NewPerson(
    int Number, string Handle, string FullName, string Phone, RealNameLevel Level, Visibility Visibility);

/// <summary>A person who was made, with the bank card from which they top up.</summary>
internal sealed record Inhabitant(UserId Id, RealNameLevel Level, BankCardId? Card);

/// <summary>
/// Makes people and friendships in bulk, with the same entities and events as the API. It does not touch money; the
/// services of the domain move it.
/// </summary>
internal sealed class Population(Units units, KeyedHash hash, ISecretBox box, PaymentPins pins, TimeProvider clock)
{
    /// <summary>
    /// The order in which people submit their evidence. A person's level decides how much of it they submit.
    /// </summary>
    private static readonly EvidenceKind[] Channels =
        [EvidenceKind.Phone, EvidenceKind.IdCard, EvidenceKind.BankCard, EvidenceKind.Address, EvidenceKind.Face];

    /// <param name="people">The people to make.</param>
    /// <param name="passwordHash">The hash of the password that all of them have.</param>
    /// <param name="pin">The payment PIN that all of them have.</param>
    /// <param name="tells">Whether to make notifications of evidence and lines of the feed, as the API would.</param>
    public Task<List<Inhabitant>> SettleAsync(IReadOnlyList<NewPerson> people, string passwordHash, string pin, bool tells)
    {
        var persons = people.ToDictionary(
            person => person,
            person => person.Level == RealNameLevel.None ? null : Identify(person));
        return units.WriteAsync(async db =>
        {
            await db.PrepareForBulkAsync();
            var settled = new List<Inhabitant>(people.Count);
            foreach (var person in people)
            {
                settled.Add(await SettleAsync(db, person, persons[person], passwordHash, pin, tells));
            }

            return settled;
        });
    }

    /// <summary>
    /// Makes friends by requests, one pair a second until now. Each pair is given once: the first sent the request, the second accepted it.
    /// </summary>
    public Task<int> BefriendAsync(IReadOnlyCollection<(UserId From, UserId To)> pairs) => units.WriteAsync(async db =>
    {
        var begin = clock.UtcNow().AddSeconds(-pairs.Count);
        foreach (var (i, (from, to)) in pairs.Index())
        {
            var now = begin.AddSeconds(i);
            var request = FriendRequest.Send(new FriendRequestId(clock.NewGuid()), from, to, null, now);
            request.Answer(accept: true, now);
            db.Set<FriendRequest>().Add(request);
            db.Set<Friendship>().AddRange(
                Friendship.Begin(new FriendshipId(clock.NewGuid()), from, to, now),
                Friendship.Begin(new FriendshipId(clock.NewGuid()), to, from, now));
            db.Raise(new FriendshipBegan(to, from, request.Id, now));
        }

        await db.SaveChangesAsync();
        foreach (var group in pairs.SelectMany(pair => new[] { pair.From, pair.To }).GroupBy(id => id))
        {
            var (id, more) = (group.Key, group.Count());
            await db.Set<User>()
                .Where(u => u.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount + more));
        }

        return pairs.Count;
    });

    /// <summary>
    /// Adds old friendships in bulk, without requests and without lines in the feed. Each side is a row, so give both
    /// sides. One prepared command inserts all full batches, because a new command for each batch would take ten times
    /// as long.
    /// </summary>
    public Task<int> AddFriendshipsAsync(IReadOnlyList<(UserId Owner, UserId Friend, DateTime Since)> sides) => units.WriteAsync(async db =>
    {
        await db.PrepareForBulkAsync();
        await using var full = CommandOf(db, db.RowsAtOnce);
        foreach (var rows in sides.Chunk(db.RowsAtOnce))
        {
            await using var rest = rows.Length < db.RowsAtOnce ? CommandOf(db, rows.Length) : null;
            var parameters = (rest ?? full).Parameters;
            foreach (var (i, (owner, friend, since)) in rows.Index())
            {
                var id = clock.NewGuid();
                object[] values =
                [
                    db.ParameterOf(new FriendshipId(id)), db.ParameterOf(owner), db.ParameterOf(friend), since, id.RandomPart(), true,
                ];
                for (var column = 0; column < values.Length; column++)
                {
                    parameters[(i * values.Length) + column].Value = values[column];
                }
            }

            await (rest ?? full).ExecuteNonQueryAsync();
        }

        return sides.Count;
    });

    private static DbCommand CommandOf(GraphDb db, int rows)
    {
        const int columns = 6;
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var values = Enumerable.Range(0, rows).Select(row =>
            $"(@p{row * columns}, @p{(row * columns) + 1}, @p{(row * columns) + 2}, @p{(row * columns) + 3}, @p{(row * columns) + 4}, {db.EmptyList}, @p{(row * columns) + 5})");
        command.CommandText =
            $"INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name) VALUES {string.Join(", ", values)}";
        for (var i = 0; i < rows * columns; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Counts the friends of people again after friendships were added in bulk.</summary>
    public Task<int> CountFriendsAsync(IReadOnlyList<UserId> people) => units.WriteAsync(db => db.Set<User>()
        .Where(u => people.Contains(u.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => db.Set<Friendship>().Count(f => f.OwnerId == u.Id))));

    private async Task<Inhabitant> SettleAsync(
        GraphDb db, NewPerson person, Person? identity, string passwordHash, string pin, bool tells)
    {
        var now = clock.UtcNow();
        var user = User.SignUp(
            new UserId(clock.NewGuid()), person.Handle, person.FullName, person.Phone, passwordHash, now);
        user.Change(new ProfileChange(null, null, BioOf(person.Number), null, null, null, person.Visibility));
        db.Set<User>().Add(user);
        db.Raise(new UserSignedUp(user));
        if (identity is not null)
        {
            user.SetPaymentPin(pins.HashOf(user.Id, pin));
        }

        // A bank card would lift a person with an identity card to CLASS_II.
        var given = Channels.Take(person.Level switch
        {
            RealNameLevel.None => 1,
            RealNameLevel.ClassI => 2,
            RealNameLevel.ClassII => 3,
            _ => 5,
        }).ToList();
        BankCardId? card = null;
        foreach (var kind in given)
        {
            var evidence = Evidence.Submit(new EvidenceId(clock.NewGuid()), user.Id, kind, now);
            evidence.Decide(Verdict.Accepted, now);
            db.Set<Evidence>().Add(evidence);
            if (tells && kind != EvidenceKind.Phone)
            {
                db.Raise(new EvidenceDecided(evidence));
            }

            switch (kind)
            {
                case EvidenceKind.IdCard:
                    db.Set<Person>().Add(identity!);
                    user.Identify(identity!);
                    break;
                case EvidenceKind.Face:
                    identity!.ShowFace(now);
                    break;
                case EvidenceKind.BankCard:
                    card = await AddCardAsync(db, evidence, person);
                    break;
            }
        }

        user.Reassess(given);
        if (tells && user.Level > RealNameLevel.None)
        {
            db.Raise(new LevelChanged(user.Id, RealNameLevel.None, user.Level, now));
        }

        return new Inhabitant(user.Id, user.Level, card);
    }

    private Person Identify(NewPerson person) => Person.Of(
        new PersonId(clock.NewGuid()), IdentityCard.Parse(IdNumberOf(person.Number))!, hash, box, person.FullName);

    /// <summary>
    /// A valid identity number, which differs for each of thirteen million people: 28 days, 12 months and 40 years of
    /// birth, and 1,000 sequence numbers.
    /// </summary>
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
        var accepted = await new SandboxVerifier(hash, clock).VerifyBankCardAsync(number, identity: null, CancellationToken.None);
        var card = BankCard.Add(
            new BankCardId(clock.NewGuid()), evidence, accepted!, hash.Of("bank card", number), number[^4..], clock.UtcNow(), withdrawableFrom: clock.UtcNow());
        card.Prefer(now: clock.UtcNow());
        db.Set<BankCard>().Add(card);
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
