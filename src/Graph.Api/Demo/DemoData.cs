using System.Globalization;
using Graph.Domain.Friendships;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Demo;

/// <summary>
/// Sixty people with friendships in clusters, levels, and wallets with history, made once in an empty database. The same
/// each time, but for ids and the day it begins.
/// </summary>
public sealed class DemoData(WorldSettings settings, Passwords passwords, TimeProvider clock)
{
    public const int People = 60;
    public const string Password = "demo-Pass-1";
    public const string PaymentPin = "135790";

    private const int ClusterSize = 10;
    private const int Days = 28;

    private static readonly string[] Notes =
        ["午饭", "Coffee", "电影票", "Taxi share", "生日快乐", "Groceries", "房租", "Badminton court"];

    public static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"138{number:D8}");

    /// <summary>Does nothing where there are people already.</summary>
    public async Task EnsureAsync()
    {
        await using var world = new DemoWorld(settings, clock.GetUtcNow().AddDays(-Days - 1));
        if (await world.Units.ReadAsync(db => db.Set<User>().AnyAsync()))
        {
            return;
        }

        var random = new Random(20150708);
        var people = await world.Population.SettleAsync(
            [.. Enumerable.Range(0, People).Select(Plan)], passwords.Hash(Password), PaymentPin, tells: true);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Population.BefriendAsync(Friendships(people, random));
        await AskAsync(world, people);
        await KnowAsync(world, people);
        await LiveAsync(world, people, random);
        world.Clock.Advance(clock.GetUtcNow().AddMinutes(-30) - world.Clock.GetUtcNow());
        var friendsOf = (await world.Units.ReadAsync(db => db.Set<Friendship>().ToListAsync()))
            .ToLookup(side => side.OwnerId, side => side.FriendId);
        await OpenAsync(world, people[0], people[1], people[2]);
        await new DemoMarket(world, people, friendsOf).OpenAsync();
    }

    private static NewPerson Plan(int index)
    {
        var (handle, name) = Names.Of(index);
        return new NewPerson(index, handle, name, PhoneOf(index + 1), LevelOf(index), VisibilityOf(index));
    }

    private static RealNameLevel LevelOf(int index) => index < 2 ? RealNameLevel.ClassIII : (index % 10) switch
    {
        0 => RealNameLevel.None,
        1 or 2 => RealNameLevel.ClassI,
        3 or 4 or 5 or 6 => RealNameLevel.ClassII,
        _ => RealNameLevel.ClassIII,
    };

    private static Visibility VisibilityOf(int index) => (index % 5) switch
    {
        0 => Visibility.Public,
        4 => Visibility.Parties,
        _ => Visibility.Friends,
    };

    /// <summary>Most within a cluster of ten, some across; the first two are friends.</summary>
    private static HashSet<(UserId, UserId)> Friendships(List<Inhabitant> people, Random random)
    {
        var pairs = new HashSet<(UserId, UserId)>();
        for (var i = 0; i < people.Count; i++)
        {
            for (var j = i + 1; j < people.Count; j++)
            {
                var isSameCluster = i / ClusterSize == j / ClusterSize;
                if ((i, j) == (0, 1) || random.NextDouble() < (isSameCluster ? 0.6 : 0.03))
                {
                    pairs.Add((people[i].Id, people[j].Id));
                }
            }
        }

        return pairs;
    }

    /// <summary>Some requests that wait for the first demo people.</summary>
    private static async Task AskAsync(DemoWorld world, List<Inhabitant> people)
    {
        foreach (var (from, to) in new[] { (25, 0), (37, 0), (48, 1), (0, 52), (1, 33) })
        {
            try
            {
                await world.Friends.SendRequestAsync(people[from].Id, people[to].Id, "我们认识吗？");
            }
            catch (DomainException)
            {
                // They are friends already: the dice decided so.
            }
        }
    }

    /// <summary>What the first two think of others: notes on each other, and somebody whom the first does not want to see.</summary>
    private static async Task KnowAsync(DemoWorld world, List<Inhabitant> people)
    {
        await world.Friends.ChangeAsync(people[0].Id, people[1].Id, new FriendChange("阿芳", ["同事", "badminton"], null));
        await world.Friends.ChangeAsync(people[1].Id, people[0].Id, new FriendChange("明哥", ["同事"], null));
        await world.Blocks.BlockAsync(people[0].Id, people[59].Id);
    }

    /// <summary>Four weeks in which people top up and pay each other.</summary>
    private static async Task LiveAsync(DemoWorld world, List<Inhabitant> people, Random random)
    {
        foreach (var person in people.Where(person => person.Card is not null))
        {
            var amount = person.Level == RealNameLevel.ClassI ? 600 : 1_500 + random.Next(20) * 100;
            await world.TopUps.TopUpAsync(
                new TopUp(person.Id, world.Clock.NewGuid(), Money.Yuan(amount), person.Card!.Value), CancellationToken.None);
            world.Clock.Advance(TimeSpan.FromMinutes(7));
        }

        var payers = people.Where(person => person.Level != RealNameLevel.None).ToList();
        var friends = await world.Units.ReadAsync(db => db.Set<Friendship>().ToListAsync());
        var friendsOf = friends.ToLookup(side => side.OwnerId, side => side.FriendId);
        var canReceive = payers.Select(person => person.Id).ToHashSet();
        var step = TimeSpan.FromDays(Days - 2) / (payers.Count * 4);
        foreach (var payer in Enumerable.Range(0, 4).SelectMany(_ => payers))
        {
            world.Clock.Advance(step);
            var candidates = friendsOf[payer.Id]
                .Where(canReceive.Contains)
                .OrderBy(id => people.FindIndex(person => person.Id == id))
                .ToList();
            if (candidates.Count == 0)
            {
                continue;
            }

            var payee = candidates[random.Next(candidates.Count)];
            await world.Transfers.SendAsync(
                new Transfer(payer.Id, world.Clock.NewGuid(), payee, Money.Fen(random.Next(500, 9_000)))
                {
                    Note = Notes[random.Next(Notes.Length)],
                },
                new Origin(null, null),
                CancellationToken.None);
        }
    }

    /// <summary>What is under way now: requests both ways, a bill that is half paid, a transfer that arrives tomorrow.</summary>
    private static async Task OpenAsync(DemoWorld world, Inhabitant first, Inhabitant second, Inhabitant third)
    {
        var nowhere = new Origin(null, null);
        Guid Key() => world.Clock.NewGuid();
        await world.PaymentRequests.AskAsync(second.Id, Key(), first.Id, Money.Yuan(35), "电影票", default);
        await world.PaymentRequests.AskAsync(first.Id, Key(), second.Id, Money.Fen(12_80), "Coffee", default);
        List<ShareWish> shares = [new(first.Id, null), new(second.Id, null)];
        if (await world.Units.ReadAsync(db => db.Set<Friendship>().AnyAsync(f => f.OwnerId == first.Id && f.FriendId == third.Id)))
        {
            shares.Add(new(third.Id, null));
        }

        var bill = await world.Bills.SplitAsync(new BillSplit(first.Id, Key(), "火锅", Money.Yuan(100), shares), default);
        var share = await world.Units.ReadAsync(db => db.Set<BillShare>()
            .Where(s => s.BillId == bill.Value && s.UserId == second.Id).Select(s => s.RequestId!.Value).SingleAsync());
        await world.PaymentRequests.AnswerAsync(new PaymentAnswer(second.Id, Key(), share, Pay: true), nowhere, default);
        await world.Transfers.SendAsync(
            new Transfer(first.Id, Key(), second.Id, Money.Fen(66_60)) { Arrival = Arrival.NextDay, Note = "生日快乐" }, nowhere, default);
        await world.Withdrawals.WithdrawAsync(
            new Withdrawal(second.Id, Key(), Money.Yuan(100), second.Card!.Value), nowhere, default);
    }
}
