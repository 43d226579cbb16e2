using System.Data.Common;
using Graph.Domain.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence;

/// <summary>This version cannot run on the database. The message says what to do.</summary>
public sealed class UnfitDatabaseException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Migrates a database to the schema of this version, and to the order of names of this version of ICU.
/// </summary>
public sealed class Migrator(IServiceScopeFactory scopes)
{
    /// <returns>The migrations that were applied.</returns>
    /// <exception cref="UnfitDatabaseException">
    /// The database has migrations that this version does not know, or it refused a migration because a permission is
    /// missing.
    /// </exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        if (db.Database.IsSqlite())
        {
            SqliteFile.Protect(db.Database.GetConnectionString()!);
        }

        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await using var patient = await db.WaitForLocksAsync(cancellationToken);
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        RequireKnown(db, applied);
        var pending = db.Database.GetMigrations().Except(applied).ToList();

        // EF builds the whole model to find that there is nothing to do.
        if (pending.Count > 0)
        {
            await ApplyAsync(db, cancellationToken);
        }

        if (db.Database.IsSqlite())
        {
            // The journal mode is stored in the database file. With WAL, readers do not wait for the writer.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        }

        await SortOrder.UpdateAsync(db, cancellationToken);
        return pending;
    }

    private static async Task ApplyAsync(GraphDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (DbException failure) when (db.ExplainRefusedMigration(failure) is { } explanation)
        {
            throw new UnfitDatabaseException(explanation, failure);
        }
    }

    /// <summary>
    /// Refuses a database that another version made: its tables may not be those that the migrations of this version
    /// expect.
    /// </summary>
    private static void RequireKnown(GraphDb db, IEnumerable<string> applied)
    {
        var unknown = applied.Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0)
        {
            var database = db.Database.GetDbConnection();
            var name = db.Database.IsSqlite() ? database.DataSource : $"the database {database.Database} on {database.DataSource}";
            throw new UnfitDatabaseException(
                $"{name} was made by another version of this program (it has {unknown[0]}, which this version does not know). "
                + "In Development delete it and start again; elsewhere run the version that made it.");
        }
    }
}
