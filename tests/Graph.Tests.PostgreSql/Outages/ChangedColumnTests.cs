using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql.Outages;

/// <summary>A node that runs while a newer version migrates the database.</summary>
public sealed class ChangedColumnTests
{
    [Fact]
    public async Task A_statement_that_was_prepared_before_a_column_changed_is_prepared_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ReadAsync();
        await ReadAsync();
        await AlterAsync("ALTER TABLE users ALTER COLUMN bio TYPE varchar(9000) COLLATE \"C\"");
        try
        {
            await ReadAsync();
        }
        finally
        {
            await AlterAsync("ALTER TABLE users ALTER COLUMN bio TYPE varchar(6000) COLLATE \"C\"");
        }

        Task<List<string?>> ReadAsync() => database.Units.ReadAsync(db => db.Set<User>().Select(user => user.Bio).ToListAsync());

        Task<int> AlterAsync(string sql) => database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(sql));
    }
}
