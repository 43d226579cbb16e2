using Graph.Domain.Persistence.SqlServer;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>The model as SQL Server would have it.</summary>
internal static class SqlServerSchema
{
    public static SqlServerGraphDb Context() =>
        new(new DbContextOptionsBuilder<SqlServerGraphDb>().UseSqlServer("Server=none").Options);

    /// <summary>The script that makes it.</summary>
    public static string Create()
    {
        using var db = Context();
        return db.Database.GenerateCreateScript();
    }
}
