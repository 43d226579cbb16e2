using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Scalars;

/// <summary>
/// Every text of the schema has a kind, by a table that somebody has read, and every mutation that takes one holds to it.
/// </summary>
public sealed class TextInputTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>Fields that the API makes or reads by rules of their own.</summary>
    private static readonly string[] Cursors = ["after", "before"];

    private static readonly Dictionary<string, string> Types = new()
    {
        ["to"] = "User", ["payer"] = "User", ["user"] = "User", ["friends"] = "User", ["sharedBy"] = "User", ["merchant"] = "Merchant",
        ["shop"] = "Shop", ["shops"] = "Shop", ["deal"] = "Deal", ["deals"] = "Deal", ["order"] = "Order", ["transaction"] = "Transaction",
        ["request"] = "FriendRequest", ["challenge"] = "PhoneChallenge", ["bankCard"] = "BankCard", ["passkey"] = "Passkey", ["session"] = "Session", ["join"] = "GroupBuy", ["lender"] = "User", ["borrower"] = "User", ["guarantor"] = "User", ["loan"] = "Loan",
        ["guarantee"] = "Guarantee", ["institution"] = "Institution", ["fund"] = "Fund",
        ["users"] = "User", ["community"] = "Community", ["post"] = "Post", ["subject"] = "Post",
    };

    private static string TableFile => Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "Server", "Scalars", "text-inputs.txt");

    private static Dictionary<string, string> Table => File.ReadAllLines(TableFile)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    private IEnumerable<IGraphType> AllTypes => server.Services.GetRequiredService<ISchema>().AllTypes;

    [Fact]
    public void Every_text_has_a_kind()
    {
        var inputs = AllTypes.OfType<IInputObjectGraphType>()
            .SelectMany(type => type.Fields.Where(field => IsText(field.ResolvedType!)).Select(field => $"{type.Name}.{field.Name}"));
        var arguments = AllTypes.OfType<IObjectGraphType>()
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(type => type.Fields, (type, field) => (type, field))
            .SelectMany(of => of.field.Arguments ?? [], (of, argument) => (Name: $"{of.type.Name}.{of.field.Name}.{argument.Name}", argument))
            .Where(of => IsText(of.argument.ResolvedType!) && !Cursors.Contains(of.argument.Name))
            .Select(of => of.Name)
            .Where(name => !name.StartsWith("Query.__", StringComparison.Ordinal));
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), inputs.Concat(arguments).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_mutation_refuses_what_the_kind_of_its_text_refuses()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassIII);
        foreach (var role in new[] { Role.Admin, Role.Merchant, Role.Institution })
        {
            await server.Services.GetRequiredService<Profiles>().GrantAsync(person.Phone, role);
        }

        var kinds = typeof(TextKind).GetFields().Where(one => one.FieldType == typeof(TextKind)).ToDictionary(one => one.Name, one => (TextKind)one.GetValue(null)!);
        var tried = new List<string>();
        foreach (var mutation in AllTypes.OfType<IObjectGraphType>().Single(type => type.Name == "Mutation").Fields)
        {
            var type = (IInputObjectGraphType)((NonNullGraphType)mutation.Arguments!.Single().ResolvedType!).ResolvedType!;
            foreach (var path in Texts(type, []))
            {
                if (!kinds.TryGetValue(Table[Name(type, path)], out var kind))
                {
                    continue;
                }

                tried.Add(Name(type, path));
                foreach (var (text, rule) in new[] { ("ab\u202Ecd", "direction"), ("ab\u0007cd", "control"), ("\u0301ab", "accent"), ("\u200B", "visible"), (new string('x', kind.Max + 1), $"{kind.Max} characters") })
                {
                    var reply = await person.AskAsync(
                        $"mutation($input: {type.Name}!) {{ {mutation.Name}(input: $input) {{ errors {{ ... on ValidationError {{ path message }} }} }} }}",
                        new { input = Input(type, path, text) });
                    Assert.True(reply.Errors is null, $"{Name(type, path)}: {reply}");
                    var errors = reply.Data![mutation.Name]!["errors"]?.AsArray() ?? [];
                    Assert.Contains(errors, error => error?["path"]?.AsArray().Select(step => (string)step!).SequenceEqual(path) == true
                        && ((string)error["message"]!).Contains(rule, StringComparison.Ordinal));
                }
            }
        }

        Assert.Equal(Table.Where(row => kinds.ContainsKey(row.Value)).Select(row => row.Key).Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
    }

    /// <summary>The paths to all texts in an input.</summary>
    private static IEnumerable<string[]> Texts(IInputObjectGraphType type, string[] above)
    {
        foreach (var field in type.Fields)
        {
            if (IsText(field.ResolvedType!))
            {
                yield return [.. above, field.Name];
            }
            else if (Named(field.ResolvedType!) is IInputObjectGraphType inner && !field.ResolvedType!.ToString()!.Contains('['))
            {
                foreach (var path in Texts(inner, [.. above, field.Name]))
                {
                    yield return path;
                }
            }
        }
    }

    private static string Name(IInputObjectGraphType type, string[] path)
    {
        foreach (var step in path[..^1])
        {
            type = (IInputObjectGraphType)Named(type.Fields.Single(field => field.Name == step).ResolvedType!);
        }

        return $"{type.Name}.{path[^1]}";
    }

    /// <summary>As little as the type needs, and the text at the end of the path.</summary>
    private static JsonObject Input(IInputObjectGraphType type, string[] path, string text)
    {
        var input = new JsonObject();
        foreach (var field in type.Fields)
        {
            if (field.Name == path[0])
            {
                JsonNode value = path.Length > 1 ? Input((IInputObjectGraphType)Named(field.ResolvedType!), path[1..], text) : JsonValue.Create(text);
                input[field.Name] = path.Length == 1 && field.ResolvedType!.ToString()!.Contains('[') ? new JsonArray(value) : value;
            }
            else if (field.ResolvedType is NonNullGraphType needed && field.DefaultValue is null && !type.IsOneOf)
            {
                input[field.Name] = Value(needed.ResolvedType!, field.Name);
            }
        }

        return input;
    }

    private static JsonNode Value(IGraphType type, string name) => type switch
    {
        NonNullGraphType some => Value(some.ResolvedType!, name),
        ListGraphType list => new JsonArray(Value(list.ResolvedType!, name)),
        EnumerationGraphType choice => choice.Values.First().Name,
        IInputObjectGraphType input => Input(input, [""], ""),
        _ => type.Name switch
        {
            "Boolean" => true,
            "Int" or "Float" => 1,
            "DateTime" => "2026-01-01T00:00:00Z",
            "Date" => "2026-01-01",
            "UUID" => Guid.CreateVersion7(),
            "Decimal" => "1",
            "ID" => new GlobalId(Types[name], Guid.CreateVersion7()).ToString(),
            _ => "Some text",
        },
    };

    private static bool IsText(IGraphType type) => Named(type).Name == "String";

    private static IGraphType Named(IGraphType type) => type switch
    {
        NonNullGraphType some => Named(some.ResolvedType!),
        ListGraphType list => Named(list.ResolvedType!),
        _ => type,
    };
}
