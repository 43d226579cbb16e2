using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.Stores;

/// <summary>
/// Watches the updates of all units, and notes each unit that touches rows in another order than the one of
/// docs/decisions/0002. A table counts where a unit touches it first. Users, loans and wallets count row by row, because a unit
/// must touch them in the order of their ids. A unit may touch again what it has locked already, and what it has inserted itself.
/// </summary>
internal sealed partial class LockOrder : DbCommandInterceptor
{
    private const string Wallet = "wallet";

    /// <summary>Tables of one line come in any order.</summary>
    private static readonly string[][] Order =
    [
        ["person"],
        ["users"],
        ["loan", "payment_request", "fund_order"],
        [Wallet],
        ["limit_counter"],
        ["deal_buyer"],
        ["stock_part"],
        ["group_buy"],
        ["trust_line"],
        ["fund"],
        ["fund_day"],
        ["holding"],
        ["house"],
    ];

    private static readonly string[] ById = ["users", "loan", Wallet];

    private readonly ConcurrentDictionary<Guid, Touched> _touched = [];

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
        if (eventData.Context?.Database.CurrentTransaction is not { } transaction)
        {
            return;
        }

        var touched = _touched.GetOrAdd(transaction.TransactionId, _ => new Touched());
        foreach (Match insert in Inserted().Matches(command.CommandText))
        {
            touched.Own.UnionWith(FirstValue().Matches(insert.Groups["values"].Value)
                .Select(first => (insert.Groups["table"].Value, ParameterOf(command, first.Groups["parameter"].Value) is { } own ? GuidOf(own.Value) : null)));
        }

        foreach (Match update in Updated().Matches(command.CommandText))
        {
            var id = IdOf(command, update.Groups["rest"].Value);
            var table = update.Groups["table"].Value;
            var what = table != "account" ? table : IsOfHouse(command, id) ? "house" : Wallet;
            if (Array.FindIndex(Order, line => line.Contains(what)) is var place && place >= 0 && !touched.Own.Contains((table, id)))
            {
                Note(touched, place, what, id, command);
            }
        }
    }

    private void Note(Touched touched, int place, string what, Guid? id, DbCommand command)
    {
        var isByRow = ById.Contains(what) && id is not null;
        if (!(isByRow ? touched.Rows.Add((what, id!.Value)) : touched.Tables.Add(what)))
        {
            return;
        }

        touched.Tables.Add(what);
        if (touched.Places.FirstOrDefault(earlier => earlier.Place > place).What is { } before)
        {
            Violations.Enqueue($"{what} was touched after {before}: {command.CommandText}");
        }
        else if (isByRow && touched.Rows.Any(row => row.What == what && row.Id.CompareTo(id!.Value) > 0))
        {
            Violations.Enqueue($"{what} was touched after one with a greater id: {command.CommandText}");
        }

        touched.Places.Add((place, what));
    }

    /// <summary>Finds the id of the only row that a statement can touch; null when it says the row in another way.</summary>
    private static Guid? IdOf(DbCommand command, string update) =>
        update.IndexOf("WHERE", StringComparison.Ordinal) is not (>= 0 and var where)
        || ByKey().Match(update[where..]) is not { Success: true } key
        || ParameterOf(command, key.Groups["parameter"].Value) is not { } found ? null
        : key.Groups["column"].Value == "id" ? GuidOf(found.Value)
        : WalletOf(command, found);

    private static DbParameter? ParameterOf(DbCommand command, string name) =>
        command.Parameters.Cast<DbParameter>().FirstOrDefault(one => one.ParameterName.TrimStart('@') == name);

    /// <summary>Who locks a wallet by its owner may touch it in any place of the order of ids, so the wallet is looked up.</summary>
    private static Guid? WalletOf(DbCommand command, DbParameter owner)
    {
        using var look = command.Connection!.CreateCommand();
        look.Transaction = command.Transaction;
        look.CommandText = "SELECT id FROM account WHERE owner_id = @owner";
        var parameter = look.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@owner", owner.Value);
        look.Parameters.Add(parameter);
        return GuidOf(look.ExecuteScalar());
    }

    private static Guid? GuidOf(object? value) => value switch
    {
        Guid id => id,
        byte[] { Length: 16 } bytes => new Guid(bytes, bigEndian: true),
        _ => null,
    };

    /// <summary>Ids of the house begin with four bytes of 255; they come as parameters, or as literals.</summary>
    private static bool IsOfHouse(DbCommand command, Guid? id) => id is { } known
        ? IsOfHouse(known)
        : command.CommandText.Contains("'ffffffff", StringComparison.OrdinalIgnoreCase)
            || command.Parameters.Cast<DbParameter>().Any(parameter => GuidOf(parameter.Value) is { } value && IsOfHouse(value));

    private static bool IsOfHouse(Guid id) => id.ToString().StartsWith("ffffffff", StringComparison.Ordinal);

    /// <summary>A command may have several statements, each on lines of its own.</summary>
    [GeneratedRegex("""^UPDATE "?(?<table>\w+)"?(?<rest>[^;]*)""", RegexOptions.Multiline)]
    private static partial Regex Updated();

    [GeneratedRegex("""^WHERE\s+(?:\w+\.|"\w+"\.)?"?(?<column>id|owner_id)"? = @(?<parameter>\w+)(?!\w|\s+OR)""")]
    private static partial Regex ByKey();

    /// <summary>Rows are inserted with their key first.</summary>
    [GeneratedRegex("""^INSERT INTO "?(?<table>\w+)"? \("?id"?,[^)]*\)\s+VALUES (?<values>[^;]*)""", RegexOptions.Multiline)]
    private static partial Regex Inserted();

    [GeneratedRegex("""\(@(?<parameter>\w+)""")]
    private static partial Regex FirstValue();

    /// <summary>What a unit has touched.</summary>
    private sealed class Touched
    {
        /// <summary>Rows that the unit itself has inserted. Nobody else sees them yet, so nobody waits for them.</summary>
        public HashSet<(string Table, Guid? Id)> Own { get; } = [];

        public HashSet<string> Tables { get; } = [];

        public HashSet<(string What, Guid Id)> Rows { get; } = [];

        public List<(int Place, string What)> Places { get; } = [];
    }
}
