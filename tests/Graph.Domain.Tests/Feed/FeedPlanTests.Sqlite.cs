using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Feed;

/// <summary>How SQLite looks for the lines of a feed: a plan that reads all events would show in no test, only at size.</summary>
public sealed class FeedPlanTests
{
    [Fact]
    public async Task A_feed_looks_at_friends_and_followed_merchants_and_at_nobody_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var viewer = await database.PersonAsync();
        var plan = await database.Units.ReadAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.ActivitiesFor(viewer, above: 0).OrderByDescending(a => a.Sequence).Take(21).CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
            {
                steps.Add(reader.GetString(3));
            }

            return steps;
        });
        var events = plan.Where(step => step.Contains("feed_event", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, events.Count);
        Assert.Contains("IX_feed_event_actor_id_sequence (actor_id=? AND sequence>?)", events[0]);
        Assert.Contains("ix_feed_event_of_merchant (merchant_id=? AND sequence>?)", events[1]);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }
}
