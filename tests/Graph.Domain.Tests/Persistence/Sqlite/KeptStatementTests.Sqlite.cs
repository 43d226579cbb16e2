using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>Commands that are kept with their connection, with and without EF's reports of them.</summary>
public sealed class KeptStatementTests
{
    private static readonly KeptQuery<string, string> Named = new((db, name) => db.Set<Lease>().Where(l => l.Name == name).Select(l => l.Name));

    /// <summary>Half-read rows hold the first command, so the second needs one of its own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_statement_that_is_read_twice_at_once_has_two_commands(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        await database.Units.WriteAsync(db =>
        {
            db.Set<Lease>().AddRange(new[] { "a", "b" }.Select(name => new Lease { Name = name, Until = DateTime.UnixEpoch }));
            return Task.FromResult(true);
        });
        await database.Units.ReadAsync(async db =>
        {
            for (var i = 0; i < 3; i++)
            {
                await using var outer = Named.Rows(db, "a", default).GetAsyncEnumerator();
                Assert.True(await outer.MoveNextAsync());
                Assert.Equal(["b"], await Named.ListAsync(db, "b", default));
                Assert.Equal("a", outer.Current);
                Assert.False(await outer.MoveNextAsync());
            }

            return true;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_has_the_time_of_the_context_that_uses_it_now(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        await database.Units.ReadAsync(async db =>
        {
            var query = db.Set<User>().Select(u => u.Handle);
            var usual = await SecondsOfAsync(db, query);
            db.Database.SetCommandTimeout(usual + 7);
            Assert.Equal(usual + 7, await SecondsOfAsync(db, query));
            db.Database.SetCommandTimeout((int?)null);
            Assert.Equal(usual, await SecondsOfAsync(db, query));
            return true;
        });
    }

    /// <summary>Runs a query without parameters, and looks at the command that it used.</summary>
    private static async Task<int> SecondsOfAsync(GraphDb db, IQueryable<string> query)
    {
        await query.ToListAsync();
        using var command = ((OpenConnection)db.GetService<IRelationalConnection>()).Shelf.Take(query.ToQueryString());
        return command.CommandTimeout;
    }
}
