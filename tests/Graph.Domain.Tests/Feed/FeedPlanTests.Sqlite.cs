using Graph.Domain.Feed;
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
            await using var command = Feeds.Activities(db, viewer, [new SourceId(Guid.Empty)], above: 0).OrderByDescending(a => a.Number).Take(21).CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
            {
                steps.Add(reader.GetString(3));
            }

            return steps;
        });
        var events = plan.Where(step => step.Contains("activity", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, events.Count);
        Assert.Contains("IX_activity_actor_id_number (actor_id=? AND number>?)", events[0]);
        Assert.Contains("ix_activity_source (source_id=? AND number>?)", events[1]);

        // The sources that the viewer follows come as a parameter, which is read as a table.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE"));
    }
}
