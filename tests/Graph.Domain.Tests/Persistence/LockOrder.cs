using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Persistence;

/// <summary>
/// Watches the updates of all units, and notes each unit that touches rows in another order than the one of
/// docs/decisions/0002: wallets, the person's limits, what the person has of a deal, stock, group, trust line, fund, holdings of units, accounts of the house. A
/// table counts where a unit touches it first; a unit may touch again what it has locked already.
/// </summary>
internal sealed partial class LockOrder : DbCommandInterceptor
{
    private static readonly string[] Order = ["wallet", "limit_counter", "deal_buyer", "stock_part", "group_buy", "trust_line", "fund", "holding", "house"];

    private readonly ConcurrentDictionary<Guid, List<string>> _touched = [];

    /// <summary>A sentence for each violation.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    public void Watch(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteGraphDb>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgreSqlGraphDb>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<SqlServerGraphDb>(options => options.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData);
        return new(result);
    }

    private void Note(DbCommand command, CommandEventData eventData)
    {
        if (eventData.Context?.Database.CurrentTransaction is not { } transaction || Updated().Match(command.CommandText) is not { Success: true } update)
        {
            return;
        }

        var table = update.Groups[1].Value;
        var what = table != "account" ? table : IsOfHouse(command) ? "house" : "wallet";
        var touched = _touched.GetOrAdd(transaction.TransactionId, _ => []);
        if (Array.IndexOf(Order, what) < 0 || touched.Contains(what))
        {
            return;
        }

        if (touched.Find(earlier => Array.IndexOf(Order, earlier) > Array.IndexOf(Order, what)) is { } before)
        {
            Violations.Enqueue($"{what} was touched after {before}: {command.CommandText}");
        }

        touched.Add(what);
    }

    /// <summary>Ids of the house begin with four bytes of 255; they come as parameters, or as literals.</summary>
    private static bool IsOfHouse(DbCommand command) =>
        command.CommandText.Contains("'ffffffff", StringComparison.OrdinalIgnoreCase)
        || command.Parameters.Cast<DbParameter>().Any(parameter => parameter.Value switch
        {
            byte[] { Length: 16 } id => id.AsSpan(0, 4).IndexOfAnyExcept((byte)255) < 0,
            Guid id => id.ToString().StartsWith("ffffffff", StringComparison.Ordinal),
            _ => false,
        });

    [GeneratedRegex("""^UPDATE "?(\w+)"?""")]
    private static partial Regex Updated();
}
