using Graph.Domain.Persistence.Conventions;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Graph.Domain.Persistence.PostgreSql;

/// <summary>
/// Adds triggers that protect rows. They are statement triggers, not row triggers: they also catch TRUNCATE, and cost
/// next to nothing.
/// </summary>
internal static class PostgreSqlAppendOnly
{
    /// <summary>Forbids changing and deleting rows of this table.</summary>
    public static void AppendOnly(this MigrationBuilder migration, string table) =>
        migration.Refuse(table, "append_only", "UPDATE OR DELETE OR TRUNCATE", "append-only");

    /// <summary>
    /// Forbids changing rows of the log, and deleting those that are kept: the ones above the place in `log_start`.
    /// </summary>
    public static void LogOnly(this MigrationBuilder migration)
    {
        migration.Refuse("feed_event", "append_only", "UPDATE OR TRUNCATE", "append-only");
        migration.Sql(
            """
            CREATE FUNCTION refuse_feed_event_kept() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN
                IF EXISTS (SELECT 1 FROM gone WHERE sequence > COALESCE((SELECT max(removed_through) FROM log_start), 0)) THEN
                    RAISE EXCEPTION ''feed_event is append-only'' USING ERRCODE = ''restrict_violation'';
                END IF;
                RETURN NULL;
            END';

            CREATE TRIGGER tr_feed_event_kept AFTER DELETE ON feed_event REFERENCING OLD TABLE AS gone
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_feed_event_kept();
            """);
    }

    /// <summary>Allows only the status and the refunded amount of a transaction to change.</summary>
    public static void FactsOnly(this MigrationBuilder migration) =>
        migration.Refuse("transactions", "facts", $"UPDATE OF {Facts.Columns} OR DELETE OR TRUNCATE", "a fact");

    /// <summary>Forbids changing a hold after it is resolved, and deleting any hold.</summary>
    public static void HoldsOnce(this MigrationBuilder migration) => migration.Sql(
        """
        CREATE FUNCTION refuse_hold_once() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''hold resolves once'' USING ERRCODE = ''restrict_violation''; END';

        CREATE TRIGGER tr_hold_once BEFORE UPDATE ON hold
        FOR EACH ROW WHEN (OLD.status <> 0) EXECUTE FUNCTION refuse_hold_once();

        CREATE TRIGGER tr_hold_once_delete BEFORE DELETE OR TRUNCATE ON hold
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_hold_once();
        """);

    private static void Refuse(this MigrationBuilder migration, string table, string name, string changes, string what) =>
        migration.Sql(
            $"""
            CREATE FUNCTION refuse_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''{table} is {what}'' USING ERRCODE = ''restrict_violation''; END';

            CREATE TRIGGER tr_{table}_{name} BEFORE {changes} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_{name}();
            """);
}
