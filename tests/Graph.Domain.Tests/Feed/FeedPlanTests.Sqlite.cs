using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Feed;

/// <summary>How SQLite looks for the lines of a feed: a plan that reads all events would show in no test, only at size.</summary>
public sealed class FeedPlanTests
{
    [Fact]
    public async Task A_feed_looks_at_friends_and_followed_merchants_and_at_nobody_else()
    {
        var plan = await PlanAsync((db, viewer, followed) => Feeds.Activities(db, viewer, followed, above: 0));
        var events = plan.Where(step => step.Contains("activity", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, events.Count);
        Assert.Contains("IX_activity_actor_id_number (actor_id=? AND number>?)", events[0]);
        Assert.Contains("ix_activity_source (source_id=? AND number>?)", events[1]);

        // The sources that the viewer follows come as a parameter, which is read as a table.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE"));
    }

    [Fact]
    public async Task A_feed_of_many_friends_walks_down_the_activities_of_all_and_looks_each_friend_up()
    {
        var plan = await PlanAsync((db, viewer, followed) => Feeds.ActivitiesOfAll(db, viewer, followed, above: 0));
        Assert.Contains("USING INTEGER PRIMARY KEY (rowid>?)", plan[0]);
        Assert.Contains(plan, step => step.Contains("IX_friendship_owner_id_friend_id (owner_id=? AND friend_id=?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("ORDER BY", StringComparison.Ordinal));

        // No list of all friends is made.
        Assert.DoesNotContain(plan, step => step.Contains("(owner_id=?)", StringComparison.Ordinal));
    }

    private static async Task<List<string>> PlanAsync(Func<GraphDb, UserId, IReadOnlyList<SourceId>, IQueryable<Activity>> feed)
    {
        await using var database = await TestDatabase.CreateAsync();
        var viewer = await database.PersonAsync();
        return await database.Units.ReadAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = feed(db, viewer, [new SourceId(Guid.Empty)]).OrderByDescending(a => a.Number).Take(21).CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
            {
                steps.Add(reader.GetString(3));
            }

            return steps;
        });
    }
}
