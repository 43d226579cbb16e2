using Graph.Domain.Persistence.Conventions;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Adds triggers that protect rows. Call it again after every migration that rebuilds a table: the triggers go with
/// the old table.
/// </summary>
internal static class SqliteAppendOnly
{
    /// <summary>Forbids changing and deleting rows of this table.</summary>
    public static void AppendOnly(this MigrationBuilder migration, string table)
    {
        foreach (var change in new[] { "UPDATE", "DELETE" })
        {
            migration.Refuse(table, $"append_only_{change.ToLowerInvariant()}", change, "append-only");
        }
    }

    /// <summary>
    /// Forbids changing rows of the log, and deleting those that are kept: the ones above the place in `log_start`.
    /// </summary>
    public static void LogOnly(this MigrationBuilder migration)
    {
        migration.Refuse("feed_event", "append_only_update", "UPDATE", "append-only");
        migration.Sql(
            """
            CREATE TRIGGER tr_feed_event_append_only_delete BEFORE DELETE ON feed_event
            WHEN OLD.sequence > COALESCE((SELECT max(removed_through) FROM log_start), 0)
            BEGIN
                SELECT RAISE(ABORT, 'feed_event is append-only');
            END;
            """);
    }

    /// <summary>Allows only the status and the refunded amount of a transaction to change.</summary>
    public static void FactsOnly(this MigrationBuilder migration)
    {
        migration.Refuse("transactions", "facts_update", $"UPDATE OF {Facts.Columns}", "a fact");
        migration.Refuse("transactions", "facts_delete", "DELETE", "a fact");
    }

    /// <summary>Forbids changing a hold after it is resolved, and deleting any hold.</summary>
    public static void HoldsOnce(this MigrationBuilder migration) => migration.Sql(
        """
        CREATE TRIGGER tr_hold_once BEFORE UPDATE ON hold WHEN OLD.status <> 0
        BEGIN
            SELECT RAISE(ABORT, 'hold resolves once');
        END;

        CREATE TRIGGER tr_hold_once_delete BEFORE DELETE ON hold
        BEGIN
            SELECT RAISE(ABORT, 'hold resolves once');
        END;
        """);

    private static void Refuse(this MigrationBuilder migration, string table, string name, string change, string what) =>
        migration.Sql(
            $"""
            CREATE TRIGGER tr_{table}_{name} BEFORE {change} ON {table}
            BEGIN
                SELECT RAISE(ABORT, '{table} is {what}');
            END;
            """);
}
