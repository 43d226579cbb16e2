using System.Text.RegularExpressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>Checked, not run: what SQL Server would be given to build its schema from.</summary>
public sealed partial class SchemaTests
{
    private const string History =
        """

        GO
        CREATE TABLE [__EFMigrationsHistory] ([MigrationId] nvarchar(150) NOT NULL PRIMARY KEY, [ProductVersion] nvarchar(32) NOT NULL);
        """;

    [Fact]
    public void The_schema_is_valid()
    {
        using var checker = new TSqlChecker(SqlServerSchema.Create());
        Assert.Empty(checker.Validate());
    }

    public static TheoryData<string> Providers => ["Sqlite", "PostgreSql", "SqlServer"];

    /// <summary>The snapshot of the last migration is compiled only when a build asks for it, as `.ci/run` does.</summary>
    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public void The_migrations_are_the_model(string provider)
    {
        using var db = WithSnapshots(provider);
        Assert.False(db.Database.HasPendingModelChanges());
    }

    /// <summary>
    /// Everyday builds leave the models of migrations out too. A migration that needs its model, as one that rebuilds a table of SQLite does,
    /// has to keep it in every build.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public void A_migration_makes_the_same_commands_without_its_model(string provider)
    {
        using var db = WithSnapshots(provider);
        var (assembly, initializer) = (db.GetService<IMigrationsAssembly>(), db.GetService<IModelRuntimeInitializer>());
        foreach (var migration in assembly.Migrations.Values.Select(type => assembly.CreateMigration(type, db.Database.ProviderName!)))
        {
            Assert.NotEmpty(migration.TargetModel.GetEntityTypes());
            var without = new ModelBuilder().HasAnnotation("ProductVersion", migration.TargetModel.GetProductVersion()!).FinalizeModel();
            Assert.Equal(Commands(migration, migration.TargetModel), Commands(migration, without));
        }

        IEnumerable<string> Commands(Migration migration, IModel model) => db.GetService<IMigrationsSqlGenerator>()
            .Generate(migration.UpOperations, initializer.Initialize(model, designTime: true))
            .Select(command => command.CommandText);
    }

    [Fact]
    public void The_model_keeps_within_the_limits_of_the_server()
    {
        using var db = SqlServerSchema.Context();
        Assert.Empty(ModelLimits.Broken(db));
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void The_script_of_the_migrations_is_valid(MigrationsSqlGenerationOptions options)
    {
        using var db = SqlServerSchema.Context();
        using var checker = new TSqlChecker(SqlServerSchema.Create() + History + Dropped(db));
        var batches = TSqlChecker.Batches(db.GetService<IMigrator>().GenerateScript(options: options)).ToList();
        foreach (var (i, batch) in batches.Index())
        {
            checker.AddCommand($"batch {i}", batch, []);
        }

        Assert.NotEmpty(batches);
        Assert.Empty(checker.Validate());
    }

    /// <summary>A foreign key and its table have the same types (error 1778), and none references a rowversion.</summary>
    [Fact]
    public void The_guards_against_truncation_fit_their_tables()
    {
        using var db = SqlServerSchema.Context();
        var tables = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.ToDictionary(table => table.Name);
        var guards = TruncateGuard().Matches(db.GetService<IMigrator>().GenerateScript());
        Assert.Equal(12, guards.Count);
        foreach (var guard in guards.AsEnumerable())
        {
            var table = tables[guard.Groups["table"].Value];
            var key = guard.Groups["key"].Value.Split(", ");
            Assert.Contains(table.UniqueConstraints, unique => unique.Columns.Select(column => column.Name).SequenceEqual(key));
            Assert.Equal(
                string.Join(", ", key.Select(name => table.FindColumn(name)!).Select(column =>
                    $"{column.Name} {column.StoreType}{(column.Collation is { } collation ? " COLLATE " + collation : "")} NOT NULL")),
                guard.Groups["columns"].Value);
        }
    }

    /// <summary>CREATE TRIGGER and CREATE VIEW stand in strings, where neither grammar nor schema was looked at.</summary>
    [Fact]
    public void The_triggers_and_views_are_valid()
    {
        using var db = SqlServerSchema.Context();
        var strings = db.GetService<IMigrator>().GenerateScript().Split("EXEC('").Skip(1).ToList();
        var views = strings
            .Where(rest => rest.StartsWith("CREATE VIEW", StringComparison.Ordinal) || rest.StartsWith("CREATE UNIQUE", StringComparison.Ordinal))
            .Select(rest => rest[..rest.IndexOf("')", StringComparison.Ordinal)].Replace("''", "'"))
            .ToList();
        Assert.Equal(2, views.Count);
        var triggers = strings
            .Where(rest => rest.StartsWith("CREATE TRIGGER", StringComparison.Ordinal))
            .Select(rest => rest[..rest.IndexOf("END')", StringComparison.Ordinal)].Replace("''", "'") + "END")
            .GroupBy(trigger => trigger.Split(' ')[2], (_, versions) => versions.Last())
            .ToList();
        Assert.Equal(18, triggers.Count);
        using var checker = new TSqlChecker(SqlServerSchema.Create() + string.Concat(triggers.Concat(views).Select(made => "\nGO\n" + made)));
        foreach (var other in strings.Where(rest => !rest.StartsWith("CREATE ", StringComparison.Ordinal)))
        {
            checker.AddCommand("migration", other[..other.IndexOf("')", StringComparison.Ordinal)].Replace("''", "'"), []);
        }

        Assert.Empty(checker.Validate());
    }

    /// <summary>The net has no holes: each of these is reported.</summary>
    [Theory]
    [InlineData("SELECT [nope] FROM [users]")]
    [InlineData("SELECT [x].[id] FROM [users] AS [u]")]
    [InlineData("SELECT [t].[nope] FROM (SELECT [id] FROM [users]) AS [t]")]
    [InlineData("SELECT 1 AS [a] FROM [nope]")]
    [InlineData("SELECT [id] FROM [users] LIMIT 5")]
    [InlineData("UPDATE [users] SET [nope] = 1")]
    [InlineData("INSERT INTO [users] ([nope]) VALUES (1)")]
    [InlineData("SELECT nope([id]) FROM [users]")]
    [InlineData("SELECT LEN([handle], 2) FROM [users]")]
    [InlineData("SELECT [id] FROM [users] WHERE [id] = @unknown")]
    public void What_is_wrong_is_found(string sql)
    {
        using var checker = new TSqlChecker(SqlServerSchema.Create());
        checker.AddCommand("wrong", sql, []);
        Assert.NotEmpty(checker.Validate());
    }

    private static GraphDb WithSnapshots(string provider)
    {
        GraphDb db = provider switch
        {
            "Sqlite" => new SqliteGraphDb(new DbContextOptionsBuilder<SqliteGraphDb>().UseSqlite("Data Source=none").Options),
            "PostgreSql" => new PostgreSqlGraphDb(new DbContextOptionsBuilder<PostgreSqlGraphDb>().UseNpgsql("Host=none").Options),
            _ => SqlServerSchema.Context(),
        };
        Skip.If(
            db.GetService<IMigrationsAssembly>().ModelSnapshot is null,
            "The snapshots of the model are not compiled. Build with -p:ModelSnapshots=true.");
        return db;
    }

    /// <summary>
    /// Constraints and indexes that an earlier migration made and a later one drops: they are there when it does. Everyday builds leave the
    /// models of migrations out, so none are found there.
    /// </summary>
    private static string Dropped(DbContext db)
    {
        var (assembly, initializer) = (db.GetService<IMigrationsAssembly>(), db.GetService<IModelRuntimeInitializer>());
        List<IEntityType> now = [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes()];
        List<IEntityType> once =
        [
            .. assembly.Migrations.Values
                .Select(type => initializer.Initialize(assembly.CreateMigration(type, db.Database.ProviderName!).TargetModel, designTime: true))
                .SelectMany(model => model.GetEntityTypes()),
        ];
        var checks = Gone(type => type.GetCheckConstraints(), check => check.Name).Select(check =>
            $"ALTER TABLE [{check.EntityType.GetTableName()}] ADD CONSTRAINT [{check.Name}] CHECK ({check.Sql});");
        var indexes = Gone(type => type.GetDeclaredIndexes(), index => index.GetDatabaseName()).Select(index =>
            $"CREATE INDEX [{index.GetDatabaseName()}] ON [{index.DeclaringEntityType.GetTableName()}] "
            + $"({string.Join(", ", index.Properties.Select(property => $"[{property.GetColumnName()}]"))});");
        return string.Concat(checks.Concat(indexes).Select(sql => "\nGO\n" + sql));

        IEnumerable<T> Gone<T>(Func<IEntityType, IEnumerable<T>> of, Func<T, string?> name)
        {
            var kept = now.SelectMany(of).Select(name).ToHashSet();
            return once.SelectMany(of).Where(one => !kept.Contains(name(one))).DistinctBy(name);
        }
    }

    [GeneratedRegex(@"CREATE TABLE (?<table>\w+)_truncate_guard \((?<columns>[^,]+(?:, \w+ [^,]+)*), FOREIGN KEY \((?<key>[^)]+)\)")]
    private static partial Regex TruncateGuard();
}
