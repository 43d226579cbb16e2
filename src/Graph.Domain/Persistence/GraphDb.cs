using System.Data;
using System.Data.Common;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence;

/// <summary>
/// The model, the same for every provider. A provider's context adds only what differs, and owns its migrations.
/// Reads do not track; who changes an entity asks for it with AsTracking.
/// </summary>
public abstract class GraphDb(DbContextOptions options) : DbContext(options)
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    private readonly List<IDomainEvent> _raised = [];
    private readonly HashSet<Topic> _touched = [];


    /// <summary>The open generic converter that stores a typed id on this provider.</summary>
    protected abstract Type IdConverter { get; }

    protected abstract string IdColumnType { get; }

    /// <summary>Whether a key or another value that must be unique is there already.</summary>
    public abstract bool IsDuplicate(DbException failure);

    /// <summary>Whether the whole unit may simply run again: a deadlock, a lost race for a unique key.</summary>
    public abstract bool IsWorthAnotherTry(DbException failure);

    /// <summary>Whether the database went away, so that another try needs time and a new connection.</summary>
    public virtual bool IsConnectionLost(DbException failure) => false;

    protected virtual IsolationLevel SnapshotLevel => IsolationLevel.RepeatableRead;

    /// <summary>The database's own clock, which all nodes share.</summary>
    public async Task<DateTime> NowAsync() =>
        DateTime.SpecifyKind(await Database.SqlQueryRaw<DateTime>(NowSql).SingleAsync(), DateTimeKind.Utc);

    /// <summary>Selects the time in UTC as a column named Value.</summary>
    protected abstract string NowSql { get; }

    /// <summary>The place in the order of events up to which all is committed: nothing at or below it can appear any more.</summary>
    public abstract Task<long> HorizonAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The place beyond which no event can be yet. It differs from the horizon where a horizon may step back: a reader whose
    /// cursor is above the horizon, but not above this place, has lost nothing.
    /// </summary>
    public virtual Task<long> HighestHorizonAsync(CancellationToken cancellationToken) => HorizonAsync(cancellationToken);

    /// <summary>How the database must be set up and is not, and what to do; null when all is well.</summary>
    public virtual Task<string?> FindFaultAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>What to do after the database refused a migration for want of a right; null when it refused for another reason.</summary>
    public virtual string? ExplainRefusedMigration(DbException failure) => null;

    /// <summary>SQL that changes rows and returns some of their columns as they are afterwards.</summary>
    public virtual string UpdateReturning(string table, string set, string where, params string[] columns) =>
        $"UPDATE {table} SET {set} WHERE {where} RETURNING {string.Join(", ", columns)}";

    /// <summary>
    /// Sends such SQL, and reads the rows that it returns. Past LINQ, which would compose it anew each time.
    /// </summary>
    internal async Task<List<T>> ReturningAsync<T>(string sql, object[] values, Func<DbDataReader, T> row)
    {
        var command = this.GetService<IRawSqlCommandBuilder>().Build(sql, values);
        await using var reader = await command.RelationalCommand.ExecuteReaderAsync(new RelationalCommandParameterObject(
            this.GetService<IRelationalConnection>(),
            command.ParameterValues,
            readerColumns: null,
            this,
            this.GetService<IRelationalCommandDiagnosticsLogger>()));
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader.DbDataReader));
        }

        return rows;
    }

    /// <summary>How many rows one command inserts best, where many are inserted: each way to a server costs.</summary>
    public virtual int RowsAtOnce => 50;

    /// <summary>Makes the connection at hand ready for very many rows.</summary>
    public virtual Task PrepareForBulkAsync() => Task.CompletedTask;

    /// <summary>What sorts behind every text that begins the same.</summary>
    public virtual string LastCharacter => "\U0010FFFF";

    /// <summary>A list with nothing in it, as a literal of such SQL.</summary>
    public virtual string EmptyList => "'[]'";

    /// <summary>An id as a parameter of such SQL.</summary>
    public abstract object ParameterOf(ITypedId id);

    /// <summary>An id as a row of such SQL has it.</summary>
    public abstract Guid IdOf(object value);

    /// <summary>
    /// Opens the transaction of a unit that writes. Its commands may wait for rows longer than a read may take. Nothing goes
    /// on in a transaction after a command has failed, so SaveChanges needs no savepoints, two more ways to the server each.
    /// </summary>
    public virtual async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        Database.AutoSavepointsEnabled = false;
        Database.SetCommandTimeout(LongestWrite);
        return new(await Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken));
    }

    /// <summary>A read that sees one moment of the whole database, however long it takes.</summary>
    public virtual async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        Database.SetCommandTimeout(TimeSpan.Zero);
        return await Database.BeginTransactionAsync(SnapshotLevel, cancellationToken);
    }

    /// <summary>Says that something became true in this unit. What follows from it is written by the next save.</summary>
    public void Raise(IDomainEvent fact) => _raised.Add(fact);

    /// <summary>Notes whom to wake once the unit is committed.</summary>
    public void Touch(Topic topic) => _touched.Add(topic);

    /// <summary>Whether an event was raised that no save has handed to its reactions yet.</summary>
    internal bool HasRaised => _raised.Count > 0;

    internal IReadOnlyList<IDomainEvent> TakeRaised()
    {
        IDomainEvent[] taken = [.. _raised];
        _raised.Clear();
        return taken;
    }

    internal IReadOnlyCollection<Topic> TakeTouched()
    {
        Topic[] taken = [.. _touched];
        _touched.Clear();
        return taken;
    }

    /// <summary>Goes back to the beginning of the unit in memory: contexts are pooled, and a unit may run again.</summary>
    internal void Forget()
    {
        ChangeTracker.Clear();
        _raised.Clear();
        _touched.Clear();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcMicroseconds>();
        foreach (var idType in TypedIds.All)
        {
            configurationBuilder.Properties(idType)
                .HaveConversion(IdConverter.MakeGenericType(idType))
                .HaveColumnType(IdColumnType);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GraphDb).Assembly);
        modelBuilder.UseSnakeCase();
    }

    /// <summary>The column that numbers events; each provider says how.</summary>
    protected static PropertyBuilder<long> PlaceOfEvents(ModelBuilder modelBuilder)
    {
        var log = modelBuilder.Model.GetEntityTypes().Single(type => type.ClrType.IsAssignableTo(typeof(OrderedEvent)));
        return modelBuilder.Entity(log.ClrType).Property<long>(nameof(OrderedEvent.Sequence));
    }
}
