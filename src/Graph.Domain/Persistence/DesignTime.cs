using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Graph.Domain.Persistence;

// `dotnet ef migrations add` uses these classes to build each context. They do not open a database.

internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteGraphDb>
{
    public SqliteGraphDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteGraphDb>().UseSqlite("Data Source=:memory:").Options);
}

internal sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlGraphDb>
{
    public PostgreSqlGraphDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlGraphDb>().UseNpgsql("Host=none").Options);
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerGraphDb>
{
    public SqlServerGraphDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerGraphDb>().UseSqlServer("Server=none").Options);
}
