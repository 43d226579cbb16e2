using System.Data.Common;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql;

/// <summary>How PostgreSQL plans what is asked again and again. A wrong plan shows in no answer, only in what it costs.</summary>
public sealed class KeptPlanTests
{
    private static readonly KeptQuery<IReadOnlyList<DateTime>, long> Failures = new((db, moments) =>
        db.Set<AttemptCounter>().Where(counter => moments.Contains(counter.ReservedAt)).Select(counter => counter.Failures));

    private static readonly KeptList<DateTime, AttemptCounter> Counters = new(
        new Keyset<AttemptCounter>("counters of a test").By(counter => counter.ReservedAt),
        (db, after) => db.Set<AttemptCounter>().Where(counter => counter.WindowStart > after));

    private static readonly KeptList<DateTime, Deal> Latest = new(
        new Keyset<Deal>("deals of a test").By(deal => deal.CreatedAt, descending: true).By(deal => deal.Tiebreak),
        (db, from) => db.Set<Deal>().Where(deal => deal.EndsAt > from));

    [Fact]
    public async Task A_short_list_of_values_is_not_planned_anew_each_time()
    {
        await using var database = await CountersAsync();
        DateTime[] moments = [DateTime.UnixEpoch, DateTime.UnixEpoch.AddSeconds(1), DateTime.UnixEpoch.AddSeconds(2)];
        Assert.True(await IsPlanKeptAsync(database, "SELECT a.failures FROM", async db =>
            Assert.Equal(2, (await Failures.ListAsync(db, moments, default)).Count)));
    }

    [Fact]
    public async Task A_page_of_a_usual_size_is_not_planned_anew_each_time()
    {
        await using var database = await CountersAsync();
        Assert.True(await IsPlanKeptAsync(database, "SELECT a.subject,%WHERE a.window_start >%ORDER BY a.reserved_at%LIMIT 21", db =>
            Counters.PageAsync(db, DateTime.UnixEpoch, new PageArguments(null, null, null, null), counter => counter, default)));
    }

    [Theory]
    [InlineData(true, "d.created_at DESC", "(created_at <= $")]
    [InlineData(false, "d.created_at,", "(created_at >= $")]
    public async Task A_page_begins_at_its_cursor_in_the_index(bool isAfter, string order, string condition)
    {
        await using var database = await TestDatabase.CreateAsync();
        var deal = (Deal)Activator.CreateInstance(typeof(Deal), nonPublic: true)!;
        typeof(Deal).GetProperty(nameof(Deal.CreatedAt))!.SetValue(deal, DateTime.UnixEpoch);
        var cursor = Latest.Order.CursorOf(deal);
        var page = isAfter ? new PageArguments(7, cursor, null, null) : new PageArguments(null, null, 7, cursor);
        var plan = await database.Units.WriteAsync(async db =>
        {
            await Latest.PageAsync(db, DateTime.UnixEpoch, page, row => row, default);

            // The table is empty, and nothing is dear there.
            await db.Database.ExecuteSqlRawAsync("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off");
            var execute = Assert.Single(await ReadAsync(
                db,
                $"""
                SELECT 'EXECUTE "' || name || '"(' || (SELECT string_agg('NULL', ',') FROM unnest(parameter_types)) || ')'
                FROM pg_prepared_statements WHERE statement LIKE 'SELECT d.id,%WHERE d.ends_at >%ORDER BY {order}%'
                """));
            return await ReadAsync(db, "EXPLAIN " + execute);
        });
        Assert.Contains(plan, step => step.Contains("Index Cond: " + condition));
    }

    /// <summary>"The account itself, or one of the same person" read everybody.</summary>
    [Fact]
    public async Task The_accounts_of_a_person_are_found_by_indexes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var plan = await database.Units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("SET LOCAL enable_seqscan = off");
            await using var command = PersonOf.Accounts(db, new UserId(Guid.CreateVersion7())).CreateDbCommand();
            command.CommandText = "EXPLAIN " + command.CommandText;
            return await RowsAsync(command);
        });
        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan") || step.Contains("SubPlan"));
    }

    /// <summary>A database in which it takes some rows to look at everything.</summary>
    private static async Task<TestDatabase> CountersAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO attempt_counter (subject, window_start, failures, in_flight, reserved_at)
            SELECT sha256(i::text::bytea) || '\x00', now(), 0, 0, to_timestamp(i) FROM generate_series(1, 5000) AS i;
            ANALYZE attempt_counter
            """));
        return database;
    }

    private static Task<bool> IsPlanKeptAsync(TestDatabase database, string start, Func<GraphDb, Task> ask) => database.Units.ReadAsync(async db =>
    {
        // Each connection prepares for itself, and a unit that only reads may have another one for each query.
        await db.Database.OpenConnectionAsync();
        for (var i = 0; i < 12; i++)
        {
            await ask(db);
        }

        var kept = await ReadAsync(
            db,
            $"""
            SELECT (generic_plans > custom_plans)::text FROM pg_prepared_statements
            WHERE regexp_replace(statement, '\s+', ' ', 'g') LIKE '{start}%'
            """);
        return Assert.Single(kept) is "true";
    });

    private static async Task<List<string>> ReadAsync(GraphDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return await RowsAsync(command);
    }

    private static async Task<List<string>> RowsAsync(DbCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }
}
