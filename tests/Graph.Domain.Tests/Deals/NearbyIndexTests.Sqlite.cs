using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>SQLite says how it would look: by the index over cells, and never at every shop.</summary>
public sealed class NearbyIndexTests
{
    [Fact]
    public async Task Shops_and_deals_in_a_circle_are_looked_up_by_the_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        var plan = await database.Units.ReadAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            var query = db.DealsIn(new Circle(new GeoPoint(30.27, 120.15), 3_000));
            using var sql = query.CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql.CommandText;
            foreach (Microsoft.Data.Sqlite.SqliteParameter parameter in sql.Parameters)
            {
                command.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter(parameter.ParameterName, parameter.Value));
            }

            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(3));
            }

            return string.Join('\n', lines);
        });
        Assert.Contains("IX_shop_cell", plan, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("SCAN (s|shop)\\b", plan);
    }
}
