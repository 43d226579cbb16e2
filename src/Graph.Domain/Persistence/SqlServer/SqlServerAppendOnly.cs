using Graph.Domain.Persistence.Conventions;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Graph.Domain.Persistence.SqlServer;

/// <summary>
/// Adds triggers that protect rows. The SQL uses EXEC, because CREATE TRIGGER must be the first statement of its
/// batch.
/// </summary>
internal static class SqlServerAppendOnly
{
    /// <summary>
    /// Forbids changing and deleting rows of this table. SQL Server has no trigger for TRUNCATE, but it refuses
    /// TRUNCATE on a table that a foreign key references. So an empty guard table with such a key is created.
    /// </summary>
    public static void AppendOnly(this MigrationBuilder migration, string table, params string[] key)
    {
        migration.Refuse(table, "append_only", "UPDATE, DELETE", "append-only");
        migration.Guard(table, key);
    }

    private static void Guard(this MigrationBuilder migration, string table, params string[] key)
    {
        var columns = string.Join(", ", key.Select(column => $"{column} {TypeOf(column)} NOT NULL"));
        var names = string.Join(", ", key);
        migration.Sql(
            $"CREATE TABLE {table}_truncate_guard ({columns}, FOREIGN KEY ({names}) REFERENCES {table} ({names}))");
    }

    /// <summary>
    /// Forbids changing rows of the log, and deleting those that are kept: the ones above the place in `log_start`. The
    /// log's key is a rowversion, which no foreign key can reference. TRUNCATE is refused because an indexed view reads
    /// the table: one that no row can ever be in, so that it costs nothing.
    /// </summary>
    public static void LogOnly(this MigrationBuilder migration)
    {
        migration.Refuse("feed_event", "append_only", "UPDATE", "append-only");
        migration.Sql(
            """
            EXEC('CREATE TRIGGER tr_feed_event_kept ON feed_event AFTER DELETE AS
            BEGIN
                IF EXISTS (SELECT 1 FROM deleted WHERE CONVERT(bigint, sequence) > COALESCE((SELECT MAX(removed_through) FROM log_start), 0))
                    THROW 50001, ''feed_event is append-only'', 1;
            END')
            """);
        migration.Sql(
            """
            EXEC('CREATE VIEW feed_event_truncate_guard WITH SCHEMABINDING AS
            SELECT circle_of_id FROM dbo.feed_event WHERE circle_of_id IS NOT NULL AND activity_id IS NOT NULL')
            """);
        migration.Sql("EXEC('CREATE UNIQUE CLUSTERED INDEX ix_feed_event_truncate_guard ON dbo.feed_event_truncate_guard (circle_of_id)')");
    }

    /// <summary>
    /// Allows only the status and the refunded amount of a transaction to change. TRUNCATE is refused because foreign
    /// keys reference the table.
    /// </summary>
    public static void FactsOnly(this MigrationBuilder migration)
    {
        migration.Refuse("transactions", "facts_delete", "DELETE", "a fact");
        var touched = string.Join(" OR ", Facts.Columns.Split(", ").Select(column => $"UPDATE({column})"));
        migration.Sql(
            $"""
            EXEC('CREATE TRIGGER tr_transactions_facts ON transactions AFTER UPDATE AS
            BEGIN
                IF {touched} THROW 50001, ''transactions is a fact'', 1;
            END')
            """);
    }

    /// <summary>Forbids changing a hold after it is resolved, and deleting any hold.</summary>
    public static void HoldsOnce(this MigrationBuilder migration)
    {
        migration.Refuse("hold", "once_delete", "DELETE", "resolved once");
        migration.Sql(
            """
            EXEC('CREATE TRIGGER tr_hold_once ON hold AFTER UPDATE AS
            BEGIN
                IF EXISTS (SELECT 1 FROM deleted WHERE status <> 0) THROW 50001, ''hold resolves once'', 1;
            END')
            """);
    }

    /// <summary>
    /// Switches on row versioning, so that readers see one moment without blocking writers. The program checks at
    /// start that it is on. This runs first and outside of the migration's transaction, so that a refusal leaves
    /// nothing behind. If an administrator has already switched it on, nothing is altered and no permission is needed.
    /// </summary>
    public static void RowVersioning(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            IF NOT EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND is_read_committed_snapshot_on = 1)
                ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE
            """,
            suppressTransaction: true);
        migration.Sql(
            """
            IF NOT EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND snapshot_isolation_state = 1)
                ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON
            """,
            suppressTransaction: true);
    }

    private static void Refuse(this MigrationBuilder migration, string table, string name, string changes, string what) =>
        migration.Sql(
            $"""
            EXEC('CREATE TRIGGER tr_{table}_{name} ON {table} INSTEAD OF {changes} AS
            BEGIN
                THROW 50001, ''{table} is {what}'', 1;
            END')
            """);

    private static string TypeOf(string column) => column switch
    {
        "sequence" or "number" or "revision" => "bigint",
        "name" => "nvarchar(100) COLLATE Latin1_General_100_BIN2",
        _ => "binary(16)",
    };
}
