using System.Globalization;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Graph.Api.Demo;

/// <summary>
/// The verb `seed --people N`. It adds people to those who exist already, for trying the program out with much data.
/// </summary>
public sealed class Seed(WorldSettings settings, Passwords passwords, TimeProvider clock)
{
    private const int BatchSize = 500;
    private const int SidesAtATime = 20_000;

    /// <summary>
    /// One person in this many has money. It is not more, because all money goes through the bank and the ledger,
    /// which takes time.
    /// </summary>
    private const int OneWithMoneyOf = 20;

    /// <summary>
    /// The number of friends whom each person with money pays, so that wallets and feeds are not empty.
    /// </summary>
    private const int Payments = 3;

    /// <summary>How long ago people signed up. They became friends since then, each pair at a time of its own, and paid at the end.</summary>
    private static readonly TimeSpan History = TimeSpan.FromDays(1);

    public async Task<int> RunAsync(int count)
    {
        await using var world = new DemoWorld(settings, clock.GetUtcNow() - History);
        var first = await FirstFreeNumberAsync(world);
        var passwordHash = passwords.Hash(DemoData.Password);
        await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("people", maxValue: count);
            var friendships = progress.AddTask("friendships", maxValue: count);
            var wealth = progress.AddTask("wallets", maxValue: count);
            var people = new List<Inhabitant>(count);
            foreach (var numbers in Enumerable.Range(first, count).Chunk(BatchSize))
            {
                people.AddRange(await world.Population.SettleAsync([.. numbers.Select(Plan)], passwordHash, DemoData.PaymentPin, tells: false));
                bar.Value = people.Count;
            }

            var friends = await BefriendAsync(world, people, first, friendships);
            world.Clock.Advance(History);
            foreach (var (i, person) in people.Index())
            {
                if (i % OneWithMoneyOf == 0)
                {
                    await EnrichAsync(world, person, friends[i].Take(Payments).Select(friend => people[friend].Id));
                }

                wealth.Increment(1);
            }
        });
        await world.Units.ReadAsync(async db =>
        {
            await db.TidyAfterBulkAsync();
            return true;
        });
        Console.WriteLine(
            $"{count} people, phones {PhoneOf(first)} to {PhoneOf(first + count - 1)}, password {DemoData.Password}; "
            + $"one in {OneWithMoneyOf} has money and has paid up to {Payments} friends.");
        return 0;
    }

    private static async Task EnrichAsync(DemoWorld world, Inhabitant person, IEnumerable<UserId> friends)
    {
        await world.Get<TopUps>().TopUpAsync(
            new TopUp(person.Id, world.Clock.NewGuid(), Money.Yuan(500), person.Card!.Value), CancellationToken.None);
        foreach (var friend in friends)
        {
            await world.Get<Transfers>().SendAsync(
                new Transfer(person.Id, world.Clock.NewGuid(), friend, Money.Yuan(20)) { Note = "午饭" }, new Origin(null, null), CancellationToken.None);
        }
    }

    /// <returns>The friends of each person. People are given by their positions in the list.</returns>
    private static async Task<ILookup<int, int>> BefriendAsync(DemoWorld world, List<Inhabitant> people, int seed, ProgressTask progress)
    {
        var pairs = new SocialNetwork(people.Count, new Random(seed)).Draw();
        var sides = pairs.Concat(pairs.Select(pair => (Low: pair.High, High: pair.Low))).Order().ToList();
        var done = 0;
        var begin = world.Clock.UtcNow();
        foreach (var some in sides.Chunk(SidesAtATime))
        {
            done += await world.Population.AddFriendshipsAsync(
                [.. some.Select(side => (people[side.Low].Id, people[side.High].Id, begin + SinceOf(side.Low, side.High)))]);
            progress.Value = (double)people.Count * done / sides.Count;
        }

        foreach (var some in people.Chunk(BatchSize))
        {
            await world.Population.CountFriendsAsync([.. some.Select(person => person.Id)]);
        }

        return sides.ToLookup(side => side.Low, side => side.High);
    }

    /// <summary>How long after the sign-ups two people became friends: any second of the history, and the same from both sides.</summary>
    private static TimeSpan SinceOf(int one, int other)
    {
        var pair = unchecked((uint)((Math.Min(one, other) * 73_856_093) ^ (Math.Max(one, other) * 19_349_663)));
        return TimeSpan.FromSeconds(Math.Floor(History.TotalSeconds * pair / uint.MaxValue));
    }

    private static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"139{number:D8}");

    private static NewPerson Plan(int number)
    {
        var (handle, name) = Names.Of(number);
        var level = number % 3 == 0 ? RealNameLevel.ClassIII : RealNameLevel.ClassII;
        var own = $"s{number}_{handle}";
        return new NewPerson(
            100_000 + number,
            own.Length <= UserNames.MaxHandle ? own : own[..UserNames.MaxHandle],
            name,
            PhoneOf(number),
            level,
            Visibility.Friends);
    }

    private static async Task<int> FirstFreeNumberAsync(DemoWorld world)
    {
        var last = await world.Units.ReadAsync(db => db.Set<User>()
            .Where(u => u.Phone!.StartsWith("139"))
            .MaxAsync(u => (string?)u.Phone));
        return last is null ? 1 : int.Parse(last[3..], CultureInfo.InvariantCulture) + 1;
    }
}
