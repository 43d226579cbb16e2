using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>What is wrong with a script or a command.</summary>
public sealed record Finding(string Source, string Text)
{
    public override string ToString() => $"{Source}: {Text}";
}

/// <summary>
/// Holds T-SQL against a schema without a server: grammar, and every table and column that is named. It does not see types,
/// and nothing of what happens at run time.
/// </summary>
public sealed partial class TSqlChecker : IDisposable
{
    private const SqlServerVersion Version = SqlServerVersion.Sql160;

    /// <summary>What DacFx does not know of, and every server has.</summary>
    private const string BuiltIn = @"reference to object \[sys\]";

    private readonly TSqlModel _model = new(Version, new TSqlModelOptions());
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, string> _commands = [];

    /// <param name="schema">A script: objects to be made, and rows to be put into them.</param>
    public TSqlChecker(string schema)
    {
        var script = (TSqlScript)new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(schema), out var errors);
        _findings.AddRange(errors.Select(error => new Finding("schema", $"({error.Line},{error.Column}) {error.Message}")));
        foreach (var (i, statement) in script.Batches.SelectMany(batch => batch.Statements).Index())
        {
            var text = schema.Substring(statement.StartOffset, statement.FragmentLength);
            if (statement is CreateTableStatement or CreateIndexStatement or CreateTriggerStatement or CreateViewStatement or AlterTableAddTableElementStatement)
            {
                // Under the same name it would take the place of the one before.
                Add(text, $"schema {i}");
            }
            else
            {
                AddCommand("schema", text, []);
            }
        }
    }

    /// <summary>A command, as a procedure with typed parameters: names in it are resolved.</summary>
    public void AddCommand(string source, string sql, IEnumerable<DbParameter> parameters)
    {
        var name = "command_" + _commands.Count.ToString(CultureInfo.InvariantCulture);
        _commands[name] = $"{source}: {sql}";
        var declared = parameters.Cast<SqlParameter>()
            .Select(p => $"{(p.ParameterName.StartsWith('@') ? "" : "@")}{p.ParameterName} {TypeOf(p)}");
        Add(
            new StringBuilder($"CREATE PROCEDURE [dbo].[{name}]\n").AppendJoin(",\n", declared)
                .Append("\nAS BEGIN\n").Append(sql.TrimEnd().TrimEnd(';')).Append(";\nEND").ToString(),
            name);
        foreach (var unknown in FunctionCalls.Unknown(sql))
        {
            _findings.Add(new Finding(name, unknown));
        }
    }

    /// <summary>Unknown names come as warnings, so warnings count.</summary>
    public IReadOnlyList<Finding> Validate()
    {
        var all = _findings.Concat(_model.Validate()
            .Where(message => !Regex.IsMatch(message.Message, BuiltIn))
            .Select(message => new Finding(
                CommandName().Match(message.Message) is { Success: true } match ? match.Value : "schema",
                $"{message.Prefix}{message.Number} {message.Message}")));
        return [.. all.Select(finding => finding with { Source = _commands.GetValueOrDefault(finding.Source, finding.Source) })];
    }

    public void Dispose() => _model.Dispose();

    /// <summary>Batches of a script, which GO parts.</summary>
    public static IEnumerable<string> Batches(string script) =>
        Go().Split(script.TrimStart('\uFEFF')).Where(batch => batch.Trim().Length > 0);

    private void Add(string sql, string source)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        if (errors.Count > 0)
        {
            _findings.AddRange(errors.Select(error => new Finding(source, $"({error.Line},{error.Column}) {error.Message}")));
            return;
        }

        try
        {
            _model.AddOrUpdateObjects(sql, source + ".sql", new TSqlObjectOptions());
        }
        catch (DacModelException refused)
        {
            _findings.Add(new Finding(source, refused.Message + string.Join("; ", refused.Messages.Select(m => m.Message))));
        }
    }

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        SqlDbType.NVarChar => parameter.Size is -1 or 0 or > 4000 ? "nvarchar(max)" : $"nvarchar({parameter.Size})",
        SqlDbType.VarChar => parameter.Size is -1 or 0 or > 8000 ? "varchar(max)" : $"varchar({parameter.Size})",
        SqlDbType.VarBinary => parameter.Size is -1 or 0 or > 8000 ? "varbinary(max)" : $"varbinary({parameter.Size})",
        SqlDbType.Binary => $"binary({Math.Max(1, parameter.Size)})",
        SqlDbType.Timestamp => "varbinary(8)",
        SqlDbType.Decimal => $"decimal({(parameter.Precision == 0 ? 18 : parameter.Precision)},{parameter.Scale})",
        SqlDbType.DateTime2 => "datetime2(7)",
        var other => other.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"command_\d+")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"^\s*GO\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Go();
}
