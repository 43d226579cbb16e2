using System.Data;
using System.Data.Common;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence;

/// <summary>
/// The database model, the same for every provider. Each provider has a derived context that adds only the differences
/// and owns its migrations. Reads do not track entities; code that changes an entity must ask for it with AsTracking.
/// </summary>
public abstract class GraphDb(DbContextOptions options) : DbContext(options)
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    private readonly List<IDomainEvent> _raised = [];
    private readonly HashSet<Topic> _touched = [];
    private readonly HashSet<Topic> _logged = [];
    private readonly HashSet<Topic> _hints = [];

    /// <summary>The open generic converter that stores a typed id on this provider.</summary>
    protected abstract Type IdConverter { get; }

    protected abstract string IdColumnType { get; }

    /// <summary>Returns whether the failure means that a key or another unique value exists already.</summary>
    public abstract bool IsDuplicate(DbException failure);

    /// <summary>
    /// Returns whether the whole unit should run again after this failure, for example after a deadlock or a lost race
    /// for a unique key.
    /// </summary>
    public abstract bool IsWorthAnotherTry(DbException failure);

    /// <summary>
    /// Returns whether the connection to the database was lost, so that another try needs time and a new connection.
    /// </summary>
    public virtual bool IsConnectionLost(Exception failure) => false;

    /// <summary>
    /// Returns whether the database cannot be reached now: the connection was lost, or the database hangs and did not answer in
    /// time. What hangs is not tried again at once, because each try would take as long.
    /// </summary>
    public virtual bool IsAway(Exception failure) => IsConnectionLost(failure);

    /// <summary>
    /// Returns whether no connection could be opened: nobody answers there, or the server refuses the user, the password or the name
    /// of the database.
    /// </summary>
    public virtual bool IsClosed(Exception failure) => false;

    protected virtual IsolationLevel SnapshotLevel => IsolationLevel.RepeatableRead;

    /// <summary>Returns the time of the database's own clock, which all nodes share.</summary>
    public async Task<DateTime> NowAsync() =>
        DateTime.SpecifyKind(await Database.SqlQueryRaw<DateTime>(NowSql).SingleAsync(), DateTimeKind.Utc);

    /// <summary>SQL that selects the time in UTC as a column named Value.</summary>
    protected abstract string NowSql { get; }

    /// <summary>
    /// Returns the place in the order of events up to which everything is committed. No new event can appear at or
    /// below it.
    /// </summary>
    public abstract Task<long> HorizonAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the highest place that any horizon so far can have had; no event can lie beyond it yet. It differs from
    /// the horizon on providers where the horizon may step back. A reader whose cursor lies between the two has lost
    /// nothing.
    /// </summary>
    public virtual Task<long> HighestHorizonAsync(CancellationToken cancellationToken) => HorizonAsync(cancellationToken);

    /// <summary>
    /// Checks the settings of the database. Returns what is wrong and what to do, or null when all is well.
    /// </summary>
    public virtual Task<string?> FindFaultAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>
    /// Returns what to do when the database refused a migration because a permission is missing; null for other
    /// failures.
    /// </summary>
    public virtual string? ExplainRefusedMigration(DbException failure) => null;

    /// <summary>Builds SQL that updates rows and returns some of their columns with the new values.</summary>
    public virtual string UpdateReturning(string table, string set, string where, params string[] columns) =>
        $"UPDATE {table} SET {set} WHERE {where} RETURNING {string.Join(", ", columns)}";

    /// <summary>
    /// Sends the SQL of <see cref="UpdateReturning"/> and reads the returned rows. It bypasses LINQ, which would
    /// compose the SQL anew each time.
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

    /// <summary>
    /// How many rows a single INSERT command should hold when many are inserted. More rows mean fewer round trips to
    /// the server.
    /// </summary>
    public virtual int RowsAtOnce => 50;

    /// <summary>
    /// Whether the database may plan a query anew each time that it runs, because it looks at the values and at the size of a page.
    /// </summary>
    public virtual bool PlansByValues => false;

    /// <summary>Prepares the current connection for inserting very many rows.</summary>
    public virtual Task PrepareForBulkAsync() => Task.CompletedTask;

    /// <summary>Frees what many inserted rows have left behind, such as a large log.</summary>
    public virtual Task TidyAfterBulkAsync() => Task.CompletedTask;

    /// <summary>
    /// A character that sorts after every other one. Appended to a prefix, it gives the upper bound of a prefix
    /// search.
    /// </summary>
    public virtual string LastCharacter => "\U0010FFFF";

    /// <summary>An empty list, as a literal in hand-written SQL.</summary>
    public virtual string EmptyList => "'[]'";

    /// <summary>Converts an id to a parameter of hand-written SQL.</summary>
    public abstract object ParameterOf(ITypedId id);

    /// <summary>Converts an id from a row of hand-written SQL.</summary>
    public abstract Guid IdOf(object value);

    /// <summary>
    /// Opens the transaction of a unit that writes. Its commands may wait for row locks, so they have a longer limit
    /// than reads. A transaction never goes on after a failed command, so SaveChanges needs no savepoints, which would
    /// cost two more round trips each.
    /// </summary>
    public virtual async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        Database.AutoSavepointsEnabled = false;
        Database.SetCommandTimeout(LongestWrite);
        return new(await Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken));
    }

    /// <summary>Whether a row is below the horizon as soon as its unit is committed, so that there is no sense in looking again soon.</summary>
    public virtual bool IsHorizonExact => false;

    /// <summary>
    /// Keeps a connection open that waits for locks without end, until the result is disposed. A migration waits for another node that
    /// migrates, and for tables that are busy.
    /// </summary>
    internal virtual Task<IAsyncDisposable> WaitForLocksAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new NoWait());

    private sealed class NoWait : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Begins a read that sees the whole database as of one moment, however long the read takes.</summary>
    public virtual async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        Database.SetCommandTimeout(TimeSpan.Zero);
        return await Database.BeginTransactionAsync(SnapshotLevel, cancellationToken);
    }

    /// <summary>
    /// Records that something became true in this unit. The next save runs the reactions and writes their rows.
    /// </summary>
    public void Raise(IDomainEvent fact) => _raised.Add(fact);

    /// <summary>
    /// Records that a state changed that live streams show. The next save notes it in the log, once for the whole unit.
    /// </summary>
    public void Touch(Topic topic)
    {
        if (!_logged.Contains(topic))
        {
            _touched.Add(topic);
        }
    }

    /// <summary>Records a topic whose listeners on this node are woken once the unit is committed.</summary>
    public void Hint(Topic topic) => _hints.Add(topic);

    /// <summary>Whether an event was raised that no save has handed to its reactions yet.</summary>
    internal bool HasRaised => _raised.Count > 0;

    internal IReadOnlyList<IDomainEvent> TakeRaised()
    {
        IDomainEvent[] taken = [.. _raised];
        _raised.Clear();
        return taken;
    }

    /// <summary>Whether a state was touched that no save has noted in the log yet.</summary>
    internal bool HasTouched => _touched.Count > 0;

    internal IReadOnlyCollection<Topic> TakeTouched()
    {
        Topic[] taken = [.. _touched];
        _logged.UnionWith(taken);
        _touched.Clear();
        return taken;
    }

    internal IReadOnlyCollection<Topic> TakeHints()
    {
        Topic[] taken = [.. _hints];
        _hints.Clear();
        return taken;
    }

    /// <summary>
    /// Resets the context in memory to the beginning of a unit, because contexts are pooled and a unit may run again.
    /// </summary>
    internal void Forget()
    {
        ChangeTracker.Clear();
        _raised.Clear();
        _touched.Clear();
        _logged.Clear();
        _hints.Clear();
    }

    /// <summary>Whether the database has a type for lists.</summary>
    protected virtual bool HasArrays => false;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcMicroseconds>();
        configurationBuilder.Properties<SortKey>().HaveConversion<SortKeyToBytes>().HaveMaxLength(SortKey.MaxBytes);
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
        modelBuilder.StoreTextLists(asArrays: HasArrays);
    }

    /// <summary>Returns the column that numbers events. Each provider configures how the number is made.</summary>
    protected static PropertyBuilder<long> PlaceOfEvents(ModelBuilder modelBuilder) =>
        NumbersOf<OrderedEvent>(modelBuilder, nameof(OrderedEvent.Sequence)).Single();

    /// <summary>Returns the columns that number the rows of lists in the order of events.</summary>
    protected static IEnumerable<PropertyBuilder<long>> PlacesInLists(ModelBuilder modelBuilder) =>
        NumbersOf<IInOrderOfEvents>(modelBuilder, nameof(IInOrderOfEvents.Number));

    private static IEnumerable<PropertyBuilder<long>> NumbersOf<TRow>(ModelBuilder modelBuilder, string property) =>
        from type in modelBuilder.Model.GetEntityTypes().ToList()
        where type.ClrType.IsAssignableTo(typeof(TRow))
        select modelBuilder.Entity(type.ClrType).Property<long>(property);
}
