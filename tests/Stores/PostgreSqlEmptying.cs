using Npgsql;

namespace Graph.Tests.Stores;

/// <summary>Brings a database back to what it was after its migration, without another copy of the template.</summary>
internal static class Emptying
{
    /// <summary>
    /// Keeps the rows that migrations wrote, and makes the function that empties all tables and writes these rows again.
    /// </summary>
    private const string Preparation = """
        CREATE SCHEMA emptying;
        DO $$
        DECLARE
            relation record;
            hasRows boolean;
            body text := '';
        BEGIN
            FOR relation IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory' LOOP
                body := body || format('IF pg_relation_size(%1$L) > 1000000 THEN TRUNCATE public.%2$I CASCADE; '
                    || 'ELSIF EXISTS (SELECT FROM public.%2$I) THEN DELETE FROM public.%2$I; END IF;', 'public.' || quote_ident(relation.name), relation.name);
            END LOOP;
            FOR relation IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory' LOOP
                EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', relation.name) INTO hasRows;
                IF hasRows THEN
                    EXECUTE format('CREATE TABLE emptying.%1$I AS TABLE public.%1$I', relation.name);
                    body := body || format('INSERT INTO public.%1$I SELECT * FROM emptying.%1$I;', relation.name);
                END IF;
            END LOOP;
            FOR relation IN SELECT sequencename AS name, start_value AS first FROM pg_sequences WHERE schemaname = 'public' LOOP
                body := body || format('PERFORM setval(%L, %s, false);', 'public.' || quote_ident(relation.name), relation.first);
            END LOOP;
            EXECUTE format('CREATE FUNCTION emptying.run() RETURNS void LANGUAGE plpgsql AS %L', 'BEGIN ' || body || ' END');
        END $$;
        """;

    /// <summary>Guards and keys are off while the rows go.</summary>
    private const string Run = "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '10s'; SELECT emptying.run();";

    public static async Task PrepareAsync(string connection)
    {
        await using var template = new NpgsqlConnection(connection);
        await template.OpenAsync();
        await using var command = new NpgsqlCommand(Preparation, template);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>False if somebody still holds rows or tables of it.</summary>
    public static async Task<bool> TryAsync(string connection)
    {
        await using var used = new NpgsqlConnection(connection);
        await used.OpenAsync();
        await using var transaction = await used.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(Run, used) { CommandTimeout = (int)Patience.Long.TotalSeconds };
        try
        {
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }
}
