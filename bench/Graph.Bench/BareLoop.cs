using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Security;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Graph.Bench;

/// <summary>
/// The statements of one transfer, as the API sends them, by prepared commands on a connection of each client's own: what
/// the database and its driver cost, without HTTP, GraphQL, EF and the domain.
/// </summary>
internal sealed class BareLoop(string provider, string connection, BenchWorld world) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, BareClient> _clients = [];

    /// <summary>SQLite has one writer; the others wait in line, as they do in the API.</summary>
    private readonly SemaphoreSlim? _writer = provider == "Sqlite" ? new(1) : null;

    public async Task<bool> TransferAsync(int client, int payer, int payee)
    {
        var bare = _clients.GetOrAdd(client, _ => new BareClient(Open(), provider == "Sqlite"));
        await bare.TransferAsync(world.Parties[payer], world.Parties[payee], _writer);
        return true;
    }

    public Task FillAsync(int count, Action<int> progress) =>
        _clients.GetOrAdd(0, _ => new BareClient(Open(), provider == "Sqlite")).FillAsync(world.Parties, count, progress);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private DbConnection Open()
    {
        DbConnection opened = provider == "Sqlite"
            ? new SqliteConnection(connection)
            : new NpgsqlConnection(connection + ";Max Auto Prepare=200;Maximum Pool Size=100");
        opened.Open();
        if (provider == "Sqlite")
        {
            using var pragmas = opened.CreateCommand();
            pragmas.CommandText = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000";
            pragmas.ExecuteNonQuery();
        }

        return opened;
    }
}

internal sealed class BareClient(DbConnection connection, bool isSqlite) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = [];

    public async Task TransferAsync(Party payer, Party payee, SemaphoreSlim? writer)
    {
        var (key, transaction) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await ReadAsync(BareSql.Session, null, ("id", Id(payer.Session)));
        await (writer?.WaitAsync() ?? Task.CompletedTask);
        try
        {
            await using var write = await connection.BeginTransactionAsync();
            await MoveAsync(payer, payee, Id(key), transaction, write);
            await write.CommitAsync();
        }
        finally
        {
            writer?.Release();
        }

        await ReadAsync(BareSql.Transaction, null, ("id", Id(transaction)));
    }

    /// <summary>Many transfers in few transactions, to have a large ledger soon.</summary>
    public async Task FillAsync(IReadOnlyList<Party> parties, int count, Action<int> progress)
    {
        const int each = 5_000;
        var random = new Random(1);
        for (var done = 0; done < count; done += each)
        {
            await using var write = await connection.BeginTransactionAsync();
            for (var i = 0; i < each; i++)
            {
                var payer = random.Next(parties.Count);
                var payee = (payer + 1 + random.Next(parties.Count - 1)) % parties.Count;
                await MoveAsync(parties[payer], parties[payee], Id(Guid.CreateVersion7()), Guid.CreateVersion7(), write);
            }

            await write.CommitAsync();
            progress(done + each);
        }
    }

    private async Task MoveAsync(Party payer, Party payee, object key, Guid transaction, DbTransaction write)
    {
        var (actor, other, posting, now) = (Id(payer.User), Id(payee.User), Id(Guid.CreateVersion7()), DateTime.UtcNow);
        await RunAsync(BareSql.InsertRequest, write, ("actor", actor), ("key", key), ("at", now), ("hash", new byte[33]));
        await ReadAsync(BareSql.Sides, write, ("actor", actor), ("to", other));
        var lines = new Dictionary<Guid, (long Sequence, long Balance)>();
        foreach (var account in new[] { payer.Account, payee.Account }.Order())
        {
            var debit = account == payer.Account ? 1L : 0L;
            var line = await ReadAsync(BareSql.Move, write, ("id", Id(account)), ("debit", debit), ("credit", 1 - debit), ("zero", 0L), ("needs", debit), ("one", 1L));
            lines[account] = (line[0], line[1]);
        }

        await ReadAsync(BareSql.Payer, write, ("actor", actor));
        await ReadAsync(BareSql.Charge, write,
            ("person", Id(payer.Person)), ("cap", 10_000_000L),
            ("year", (int)LimitPeriod.Year), ("yearStart", StartOf(LimitPeriod.Year, now)),
            ("day", (int)LimitPeriod.Day), ("dayStart", StartOf(LimitPeriod.Day, now)));
        await RunAsync(BareSql.Write, write,
            ("activity", Id(Guid.CreateVersion7())), ("notification", Id(Guid.CreateVersion7())), ("actor", actor), ("other", other), ("at", now),
            ("transaction", Id(transaction)), ("person", Id(payer.Person)), ("key", key), ("posting", posting),
            ("debit", Id(payer.Account)), ("credit", Id(payee.Account)),
            ("debitLine", lines[payer.Account].Sequence), ("debitBalance", lines[payer.Account].Balance),
            ("creditLine", lines[payee.Account].Sequence), ("creditBalance", lines[payee.Account].Balance),
            ("transfer", (int)TransactionKind.Transfer), ("posted", (int)TransactionStatus.Posted),
            ("paid", (int)ActivityKind.Paid),
            ("audit", Id(Guid.CreateVersion7())), ("moved", (int)AuditKind.MoneyMoved), ("session", Id(payer.Session)),
            ("received", (int)NotificationKind.MoneyReceived), ("wallets", $"wallet:{payer.User:N} wallet:{payee.User:N}"));
        await ReadAsync(BareSql.Answer, write, ("result", $$"""{"Value":"{{transaction}}"}"""), ("actor", actor), ("key", key));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private object StartOf(LimitPeriod period, DateTime now)
    {
        var start = SpendingLimits.StartOf(period, now);
        return isSqlite ? start.ToString("O", CultureInfo.InvariantCulture) : start;
    }

    private object Id(Guid id) => isSqlite ? id.ToByteArray(bigEndian: true) : id;

    private Task<int> RunAsync(string sql, DbTransaction write, params ReadOnlySpan<(string, object)> values) =>
        CommandOf(sql, write, values).ExecuteNonQueryAsync();

    /// <summary>Reads all rows, and returns the first two numbers of the last one.</summary>
    private Task<long[]> ReadAsync(string sql, DbTransaction? write, params ReadOnlySpan<(string, object)> values) =>
        ReadAsync(CommandOf(sql, write, values), sql == BareSql.Move);

    private static async Task<long[]> ReadAsync(DbCommand command, bool takesNumbers)
    {
        var numbers = new long[2];
        await using var reader = await command.ExecuteReaderAsync();
        var row = new object[reader.FieldCount];
        while (await reader.ReadAsync())
        {
            reader.GetValues(row);
            numbers = takesNumbers ? [reader.GetInt64(0), reader.GetInt64(1)] : numbers;
        }

        return numbers;
    }

    private DbCommand CommandOf(string sql, DbTransaction? write, ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _commands[sql] = command;
        }

        command.Transaction = write;
        foreach (var (name, value) in values)
        {
            command.Parameters[name].Value = value;
        }

        return command;
    }
}
