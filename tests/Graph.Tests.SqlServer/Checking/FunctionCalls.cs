using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>Functions that SQL Server has, with how many arguments; DacFx lets any name pass.</summary>
internal sealed class FunctionCalls : TSqlFragmentVisitor
{
    private static readonly Dictionary<string, (int Least, int Most)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ABS"] = (1, 1),
        ["AVG"] = (1, 1),
        ["CEILING"] = (1, 1),
        ["CHARINDEX"] = (2, 3),
        ["CONCAT"] = (2, 254),
        ["COUNT"] = (1, 1),
        ["COUNT_BIG"] = (1, 1),
        ["DATALENGTH"] = (1, 1),
        ["DATEADD"] = (3, 3),
        ["DATEDIFF"] = (3, 3),
        ["DATEPART"] = (2, 2),
        ["DB_ID"] = (0, 1),
        ["GREATEST"] = (1, 254),
        ["ISNULL"] = (2, 2),
        ["LEAST"] = (1, 254),
        ["LEN"] = (1, 1),
        ["LOWER"] = (1, 1),
        ["MAX"] = (1, 1),
        ["MIN"] = (1, 1),
        ["MIN_ACTIVE_ROWVERSION"] = (0, 0),
        ["NEWID"] = (0, 0),
        ["OBJECT_ID"] = (1, 2),
        ["REPLACE"] = (3, 3),
        ["ROW_NUMBER"] = (0, 0),
        ["SCHEMA_ID"] = (0, 1),
        ["SUBSTRING"] = (3, 3),
        ["SUM"] = (1, 1),
        ["SYSUTCDATETIME"] = (0, 0),
        ["UPDATE"] = (1, 1),
        ["UPPER"] = (1, 1),
    };

    private readonly List<string> _unknown = [];

    public static IReadOnlyList<string> Unknown(string sql)
    {
        var visitor = new FunctionCalls();
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out _).Accept(visitor);
        return visitor._unknown;
    }

    public override void Visit(FunctionCall node)
    {
        var name = node.FunctionName.Value;
        if (node.CallTarget is not null)
        {
            return;
        }

        if (!Known.TryGetValue(name, out var arguments))
        {
            _unknown.Add($"{name}() is not among the functions that are known here");
        }
        else if (node.Parameters.Count < arguments.Least || node.Parameters.Count > arguments.Most)
        {
            _unknown.Add($"{name}() does not take {node.Parameters.Count} arguments");
        }
    }
}
