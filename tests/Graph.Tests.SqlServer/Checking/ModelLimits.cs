using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>Limits of SQL Server that neither EF nor DacFx looks at.</summary>
internal static partial class ModelLimits
{
    private const int KeyBytes = 900;
    private const int IndexBytes = 1700;

    public static IReadOnlyList<string> Broken(DbContext db)
    {
        var tables = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.ToList();
        return
        [
            .. tables.Where(t => t.Columns.Count(c => c.StoreType == "rowversion") > 1).Select(t => $"{t.Name}: two rowversions"),
            .. tables.SelectMany(t => t.Columns, (t, c) => (t, c)).Where(x => IsTooLong(x.c.StoreType))
                .Select(x => $"{x.t.Name}.{x.c.Name}: {x.c.StoreType} is more than the server has"),
            .. tables.SelectMany(t => KeysOf(t).Where(k => k.Columns.Sum(c => BytesOf(c.StoreType)) > k.Most)
                .Select(k => $"{t.Name}: the key of {k.Name} is longer than {k.Most} bytes")),
            .. CascadePaths(tables),
        ];
    }

    private static IEnumerable<(string Name, IReadOnlyList<IColumn> Columns, int Most)> KeysOf(ITable table) => table.Indexes
        .Select(index => (index.Name, index.Columns, IndexBytes))
        .Concat(table.UniqueConstraints.Select(key => (key.Name, key.Columns, key.GetIsPrimaryKey() ? KeyBytes : IndexBytes)));

    /// <summary>Error 1785: two ways by which one deletion reaches a table.</summary>
    private static IEnumerable<string> CascadePaths(List<ITable> tables)
    {
        var edges = tables.SelectMany(t => t.ForeignKeyConstraints)
            .Where(key => key.OnDeleteAction is Microsoft.EntityFrameworkCore.Migrations.ReferentialAction.Cascade
                or Microsoft.EntityFrameworkCore.Migrations.ReferentialAction.SetNull)
            .Select(key => (From: key.PrincipalTable.Name, To: key.Table.Name))
            .ToLookup(edge => edge.From, edge => edge.To);
        foreach (var start in edges.Select(edge => edge.Key))
        {
            var reached = new List<string>();
            Walk(start, [start]);
            foreach (var table in reached.GroupBy(name => name).Where(group => group.Count() > 1))
            {
                yield return $"deleting from {start} reaches {table.Key} in {table.Count()} ways";
            }

            void Walk(string table, HashSet<string> path)
            {
                foreach (var next in edges[table])
                {
                    reached.Add(next);
                    if (path.Add(next))
                    {
                        Walk(next, path);
                        path.Remove(next);
                    }
                }
            }
        }
    }

    private static bool IsTooLong(string type) =>
        Sized().Match(type) is { Success: true } match
        && int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) > match.Groups[1].Value switch
        {
            "nvarchar" or "nchar" => 4000,
            "decimal" => 38,
            _ => 8000,
        };

    private static int BytesOf(string type)
    {
        if (type.Contains("max", StringComparison.Ordinal))
        {
            return int.MaxValue / 8;
        }

        if (Sized().Match(type) is { Success: true } match && match.Groups[1].Value != "decimal")
        {
            return int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * (match.Groups[1].Value[0] == 'n' ? 2 : 1);
        }

        return type switch { "bigint" => 8, "int" => 4, "bit" => 1, _ => 10 };
    }

    [GeneratedRegex(@"^(nvarchar|nchar|varchar|char|varbinary|binary|decimal)\((\d+)")]
    private static partial Regex Sized();
}
