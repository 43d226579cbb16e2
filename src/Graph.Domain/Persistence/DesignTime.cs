using Graph.Domain.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Graph.Domain.Persistence;

// What `dotnet ef migrations add` needs to build each context. No database is opened.

internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteGraphDb>
{
    public SqliteGraphDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteGraphDb>().UseSqlite("Data Source=:memory:").Options);
}
