using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Persistence.Conventions;

/// <summary>
/// Names tables and columns in lower case. Such names need no quotes on any provider, so CHECK constraints and
/// triggers can use the same text everywhere.
/// </summary>
public static partial class SnakeCase
{
    /// <summary>Names that are reserved words in SQL, and the table names that are used instead.</summary>
    private static readonly Dictionary<string, string> Reserved =
        new() { ["user"] = "users", ["transaction"] = "transactions", ["order"] = "orders" };

    public static void UseSnakeCase(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            var table = Convert(entity.GetRootType().ClrType.Name);
            entity.SetTableName(Reserved.GetValueOrDefault(table, table));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Convert(property.Name));
            }
        }
    }

    private static string Convert(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
