using System.Globalization;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Graph.Api.Demo;

/// <summary>`seed --people N`: adds people beside those who are there, for trying things out at size.</summary>
public sealed class Seed(WorldSettings settings, Passwords passwords, TimeProvider clock)
{
    private const int BatchSize = 200;
    private const int FriendsEach = 10;

    public async Task<int> RunAsync(int count)
    {
        await using var world = new DemoWorld(settings, clock.GetUtcNow().AddDays(-1));
        var first = await FirstFreeNumberAsync(world);
        var passwordHash = passwords.Hash(DemoData.Password);
        var random = new Random(first);
        await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("people", maxValue: count);
            var money = progress.AddTask("wallets", maxValue: count);
            foreach (var numbers in Enumerable.Range(first, count).Chunk(BatchSize))
            {
                var people = await world.Population.SettleAsync(
                    [.. numbers.Select(Plan)], passwordHash, DemoData.PaymentPin);
                await world.Population.BefriendAsync(Ring(people, random));
                bar.Increment(people.Count);
                foreach (var person in people)
                {
                    await world.TopUps.TopUpAsync(
                        new TopUp(person.Id, world.Clock.NewGuid(), Money.Yuan(500), person.Card!.Value), CancellationToken.None);
                    money.Increment(1);
                }
            }
        });
        Console.WriteLine($"{count} people, phones {PhoneOf(first)} to {PhoneOf(first + count - 1)}, password {DemoData.Password}.");
        return 0;
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

    /// <summary>Neighbours, and now and then somebody farther away.</summary>
    private static HashSet<(UserId, UserId)> Ring(List<Inhabitant> people, Random random)
    {
        var pairs = new HashSet<(UserId, UserId)>();
        for (var i = 0; i < people.Count; i++)
        {
            for (var step = 1; step <= FriendsEach / 2; step++)
            {
                var other = random.NextDouble() < 0.1 ? random.Next(people.Count) : (i + step) % people.Count;
                var (low, high) = (Math.Min(i, other), Math.Max(i, other));
                if (low != high)
                {
                    pairs.Add((people[low].Id, people[high].Id));
                }
            }
        }

        return pairs;
    }

    private static async Task<int> FirstFreeNumberAsync(DemoWorld world)
    {
        var last = await world.Units.ReadAsync(db => db.Users
            .Where(u => u.Phone.StartsWith("139"))
            .MaxAsync(u => (string?)u.Phone));
        return last is null ? 1 : int.Parse(last[3..], CultureInfo.InvariantCulture) + 1;
    }
}
