using Graph.Domain.Persistence.Deadlines;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence;

public sealed class LeaseTests
{
    [Fact]
    public async Task One_node_works_and_another_goes_on_when_it_is_gone()
    {
        await using var database = await TestDatabase.CreateAsync();
        Leases[] nodes =
        [
            // However slow this machine is: its time does not run out meanwhile.
            .. Enumerable.Range(0, 6).Select(_ => new Leases(database.Units, database.Clock) { Term = Patience.Longer }),
        ];
        var claimed = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.ClaimAsync("work"))));
        Assert.Single(claimed, won => won);
        var winner = nodes[Array.IndexOf(claimed, true)];
        var other = nodes.First(node => node != winner);
        Assert.True(await winner.ClaimAsync("work"));
        Assert.False(await other.ClaimAsync("work"));
        Assert.True(await other.ClaimAsync("other work"), "each kind of work has its own");

        // It dies, and its time runs out.
        await EndsInAsync(database, TimeSpan.FromSeconds(-1));
        Assert.True(await other.ClaimAsync("work"));
        Assert.False(await winner.ClaimAsync("work"));

        // Or it goes in good order.
        await other.GiveBackAsync(default);
        Assert.True(await winner.ClaimAsync("work"));
    }

    [Fact]
    public async Task The_databases_clock_is_in_utc()
    {
        await using var database = await TestDatabase.CreateAsync();
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;
        var now = await database.Units.ReadAsync(db => db.NowAsync());
        Assert.Equal(DateTimeKind.Utc, now.Kind);
        var difference = TimeSpan.FromSeconds(30);
        Assert.InRange(now, before - difference, TimeProvider.System.GetUtcNow().UtcDateTime + difference);
    }

    private static Task<int> EndsInAsync(TestDatabase database, TimeSpan time) => database.Units.WriteAsync(async db =>
    {
        var until = (await db.NowAsync()) + time;
        return await db.Set<Lease>().Where(l => l.Name == "work").ExecuteUpdateAsync(set => set.SetProperty(l => l.Until, until));
    });
}
