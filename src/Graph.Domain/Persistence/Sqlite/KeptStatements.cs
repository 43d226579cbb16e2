using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Makes the commands of EF that run on SQLite: each statement is prepared once per connection and kept. EF makes a new command each
/// time, and SQLite takes longer to compile the SQL than to run it.
/// </summary>
internal sealed class KeptStatements(RelationalCommandBuilderDependencies dependencies) : RelationalCommandBuilderFactory(dependencies)
{
    public override IRelationalCommandBuilder Create() => new Builder(Dependencies);

    private sealed class Builder(RelationalCommandBuilderDependencies dependencies) : RelationalCommandBuilder(dependencies)
    {
        public override IRelationalCommand Build()
        {
            var built = base.Build();
            return new KeptStatement(Dependencies, built.CommandText, built.LogCommandText, built.Parameters);
        }
    }
}

/// <summary>A statement of EF, which runs as a kept command of its connection.</summary>
internal sealed class KeptStatement(
    RelationalCommandBuilderDependencies dependencies,
    string commandText,
    string logCommandText,
    IReadOnlyList<IRelationalParameter> parameters)
    : RelationalCommand(dependencies, commandText, logCommandText, parameters)
{
    /// <summary>Takes the command from its shelf. Its creation is reported to nobody: most of the time nothing is created.</summary>
    public override DbCommand CreateDbCommand(
        RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
    {
        if (parameterObject is not { Connection: OpenConnection connection, ParameterValues: var values } || (values is null && Parameters.Count > 0))
        {
            return base.CreateDbCommand(parameterObject, commandId, commandMethod);
        }

        var command = connection.Shelf.Take(CommandText);
        command.Transaction = (SqliteTransaction?)connection.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = connection.CommandTimeout ?? connection.Shelf.Connection.DefaultTimeout;
        for (var i = 0; i < Parameters.Count; i++)
        {
            Parameters[i].AddDbParameter(command, values!);
        }

        return command;
    }

    /// <summary>
    /// Reads without EF's reports when nobody wants them. For a report, EF gives the command a random number, which the operating system
    /// has to make: with what else a report needs, that takes as long as finding a row.
    /// </summary>
    public override Task<RelationalDataReader> ExecuteReaderAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default) =>
        // EF remembers by the machine's clock for how long nobody wants them.
        parameterObject.ReaderColumns is not null || parameterObject.Logger?.ShouldLogCommandExecute(TimeProvider.System.GetUtcNow()) == true
            ? base.ExecuteReaderAsync(parameterObject, cancellationToken)
            : ReadAsync(parameterObject, cancellationToken);

    private async Task<RelationalDataReader> ReadAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken)
    {
        var connection = parameterObject.Connection;
        await connection.OpenAsync(cancellationToken);
        var command = CreateDbCommand(parameterObject, Guid.Empty, DbCommandMethod.ExecuteReader);
        try
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken);
            var reader = CreateRelationalDataReader();
            reader.Initialize(connection, command, rows, Guid.Empty, parameterObject.Logger);
            return reader;
        }
        catch
        {
            await command.DisposeAsync();
            await connection.CloseAsync();
            throw;
        }
    }
}

internal static class KeptStatementsOptions
{
    public static DbContextOptionsBuilder KeepStatements(this DbContextOptionsBuilder options) =>
        options.ReplaceService<IRelationalCommandBuilderFactory, KeptStatements>();
}
