using System.Text;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

/// <summary>Each caller sends a wrong password to each mutation that takes one, which is more than anybody may.</summary>
public sealed class PatientServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Limits:WrongPerAccount"] = "1000" };
}

/// <summary>
/// Every field of the schema, asked for by every kind of caller. What they get is compared with a table that somebody has
/// read: a field without a decision fails here.
/// </summary>
public sealed partial class AccessMatrixTests(PatientServer server) : Scenario(server), IClassFixture<PatientServer>
{
    private const string Legend =
        """
        # Who gets what: rows are fields of things that belong to one person (CLASS_II, payments for the parties only) or,
        # for what hangs off `viewer`, to the caller; columns are callers.
        # Of a merchant whose staff is `staff`; MERCHANT has the role and works for nobody.
        #   v value   . null   - the thing itself is not there   U UNAUTHENTICATED   R REAL_NAME_REQUIRED   F FORBIDDEN
        # For mutations v means: let in; what the input deserves is said in `errors`. For subscriptions: an event came.
        """;

    /// <summary>Only structure: what they hold was decided by the field that returns them.</summary>
    private static readonly string[] Structure = [
        "ActivityUpdate", "AuthTokens", "DealNearbyUpdate", "Money", "Mutation", "NotificationUpdate", "PageInfo", "Query", "StreamGap",
        "Subscription",
    ];

    [Fact]
    public async Task Every_field_is_decided_for_every_kind_of_caller()
    {
        var world = await WorldAsync();
        var types = server.Services.GetRequiredService<ISchema>().AllTypes.OfType<IObjectGraphType>()
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .ToList();
        var table = new StringBuilder(Legend).Append("\n\n").Append(new string(' ', 40));
        table.AppendJoin(' ', world.Callers.Select(caller => caller.Name)).Append('\n');
        foreach (var type in types.Where(HasRows))
        {
            Write(type, [.. await Task.WhenAll(world.Callers.Select(caller => AskAsync(type, caller.Client, world)))]);
        }

        foreach (var type in types.Where(type => type.Name is "Query" or "Subscription"))
        {
            Write(type, [.. await Task.WhenAll(world.Callers.Select(caller =>
                type.Name is "Query"
                    ? AskRootAsync(type, caller.Client, world)
                    : SubscribeAsync(type, caller.Client, world)))]);
        }

        // Last, because some of them let something happen; and signing out last of all.
        var mutation = types.Single(type => type.Name == "Mutation");
        Write(mutation, [.. await Task.WhenAll(world.Callers.Select(caller => MutateAsync(mutation, caller.Client)))]);

        var file = Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "Server", "Authorization", "access-matrix.txt");
        var actual = table.ToString();
        if (Environment.GetEnvironmentVariable("ACCEPT_ACCESS_MATRIX") == "1")
        {
            await File.WriteAllTextAsync(file, actual);
        }

        // After reading what changed: ACCEPT_ACCESS_MATRIX=1 dotnet test --filter AccessMatrix
        Assert.Equal(await File.ReadAllTextAsync(file), actual);

        void Write(IObjectGraphType type, List<JsonObject> answers)
        {
            foreach (var field in type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                var cells = answers.Zip(world.Callers, (answer, caller) => ((string)answer[field.Name]!).PadRight(caller.Name.Length));
                table.Append($"{type.Name}.{field.Name}".PadRight(40)).Append(string.Join(' ', cells).TrimEnd()).Append('\n');
            }
        }
    }

    private static bool HasRows(IObjectGraphType type) =>
        !Structure.Contains(type.Name)
        && !type.Name.EndsWith("Payload", StringComparison.Ordinal)
        && !type.Name.EndsWith("Error", StringComparison.Ordinal)
        && !type.Name.EndsWith("Connection", StringComparison.Ordinal)
        && (!type.Name.EndsWith("Edge", StringComparison.Ordinal) || type.Name is "FriendEdge" or "DealEdge");

    private static async Task<JsonObject> AskAsync(IObjectGraphType type, GraphClient caller, World world)
    {
        Assert.True(Ways.ContainsKey(type.Name) || world.Nodes.ContainsKey(type.Name), $"How is a {type.Name} reached? Say so in this test.");
        var way = Ways.TryGetValue(type.Name, out var found)
            ? found
            : $"node(id: \"{world.Nodes[type.Name]}\") {{ ... on {type.Name} {{ * }} }}";
        var selection = string.Join(' ', type.Fields.Select(field => SelectionOf(type, field)));
        var reply = await AnswerOf(type.Name, caller.AskAsync(world.Fill($"{{ {way.Replace("*", selection)} }}")));
        RequireDecisions(reply);
        var thing = Reach(reply.Data, type);
        var answer = new JsonObject();
        foreach (var field in type.Fields)
        {
            answer[field.Name] = CellOf(reply, field.Name, thing is null ? null : thing.ContainsKey(field.Name), thing?[field.Name]);
        }

        return answer;
    }

    private static async Task<JsonObject> AskRootAsync(IObjectGraphType query, GraphClient caller, World world)
    {
        var selection = string.Join(' ', query.Fields.Select(field => SelectionOf(query, field)));
        var reply = await AnswerOf(query.Name, caller.AskAsync(world.Fill($"{{ {selection} }}")));
        RequireDecisions(reply);
        var answer = new JsonObject();
        foreach (var field in query.Fields)
        {
            answer[field.Name] = CellOf(reply, field.Name, true, reply.Data?[field.Name]);
        }

        return answer;
    }

    /// <summary>Each stream has something to say at once; one that says nothing was not let in, it hangs.</summary>
    private async Task<JsonObject> SubscribeAsync(IObjectGraphType type, GraphClient caller, World world)
    {
        var answer = new JsonObject();
        foreach (var field in type.Fields)
        {
            var arguments = Arguments.GetValueOrDefault($"{type.Name}.{field.Name}", "");
            await using var socket = await Socket.ReadyAsync(server, caller.Token);
            var document = $"subscription {{ {field.Name}{arguments} {{ __typename }} }}";
            await socket.SubscribeAsync("1", world.Fill(document));
            var first = await AnswerOf($"{type.Name}.{field.Name}", socket.ReceiveAsync());
            var (kind, result) = ((string?)first?["type"], first?["payload"]);
            var hasBegun = kind == "next" && result!["errors"] is null && result["data"]![field.Name] is JsonObject;
            Assert.True(hasBegun || kind == "error", $"{document}: {first?.ToJsonString() ?? "closed"}");
            answer[field.Name] = hasBegun ? "v" : Letter(first!["payload"]![0]!);
        }

        return answer;
    }

    private static async Task<T> AnswerOf<T>(string what, Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(Patience.Long);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} neither refuses nor begins: it hangs.");
        }
    }

    private static async Task<JsonObject> MutateAsync(IObjectGraphType type, GraphClient caller)
    {
        var answer = new JsonObject();
        foreach (var field in type.Fields.OrderBy(field => field.Name == "signOut"))
        {
            var input = InputOf(field.Arguments!.Single().ResolvedType!);
            var reply = await AnswerOf(
                $"{type.Name}.{field.Name}",
                caller.AskAsync($"mutation {{ {field.Name}(input: {input}) {{ errors {{ __typename }} }} }}"));
            Assert.True(reply.Errors is not null || reply.Data![field.Name] is JsonObject, $"{field.Name}: {reply}");
            answer[field.Name] = reply.Errors is { } errors ? Letter(errors[0]!) : "v";
        }

        return answer;
    }

    /// <summary>As little as the type allows, and nothing of it right.</summary>
    private static string InputOf(IGraphType type)
    {
        switch (type)
        {
            case NonNullGraphType some:
                return InputOf(some.ResolvedType!);
            case ListGraphType:
                return "[]";
            case EnumerationGraphType choice:
                return choice.Values.First().Name;
            case IInputObjectGraphType { IsOneOf: true } one:
                var first = one.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).First();
                return $"{{ {first.Name}: {InputOf(first.ResolvedType!)} }}";
            case IInputObjectGraphType input:
                var required = input.Fields.Where(field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null);
                return $"{{ {string.Join(' ', required.Select(field => $"{field.Name}: {InputOf(field.ResolvedType!)}"))} }}";
            default:
                return type.Name switch
                {
                    "Boolean" => "false",
                    "Int" or "Float" => "1",
                    "DateTime" => "\"2026-01-01T00:00:00Z\"",
                    "Date" => "\"2026-01-01\"",
                    "UUID" => $"\"{Guid.CreateVersion7()}\"",
                    "Decimal" => "\"1\"",
                    _ => "\"x\"",
                };
        }
    }

    private static string SelectionOf(IObjectGraphType type, FieldType field)
    {
        var arguments = Arguments.GetValueOrDefault($"{type.Name}.{field.Name}", "");
        return field.ResolvedType!.GetNamedType() switch
        {
            ScalarGraphType => field.Name + arguments,
            IObjectGraphType page when page.Name.EndsWith("Connection", StringComparison.Ordinal) => $"{field.Name}{arguments} {{ pageInfo {{ endCursor }} }}",
            _ => $"{field.Name}{arguments} {{ __typename }}",
        };
    }

    /// <summary>Follows the answer down to the thing: the only field each time, or the first of a list.</summary>
    private static JsonObject? Reach(JsonNode? data, IObjectGraphType type)
    {
        var node = data;
        while (node is not null)
        {
            if (node is JsonArray list)
            {
                node = list.FirstOrDefault();
            }
            else if (node is JsonObject thing && thing.ContainsKey(type.Fields.First().Name))
            {
                return thing;
            }
            else
            {
                node = node.AsObject().FirstOrDefault().Value;
            }
        }

        return null;
    }

    private static string CellOf(Reply reply, string field, bool? isThere, JsonNode? value)
    {
        var errors = reply.Errors ?? [];
        var own = errors.FirstOrDefault(error => error!["path"]?.AsArray().Any(step => step!.ToString() == field) == true);
        var any = own ?? (isThere is null ? errors.FirstOrDefault() : null);
        return any is not null
            ? Letter(any)
            : isThere is null ? "-" : value is null or JsonArray { Count: 1 } and [null] ? "." : "v";
    }

    /// <summary>Whatever was given up for its time, or failed, was not decided: no cell is read from it.</summary>
    private static void RequireDecisions(Reply reply)
    {
        Assert.True(reply.Data is not null || reply.Errors is not null, reply.ToString());
        Assert.All(reply.Errors ?? [], error => Letter(error!));
    }

    private static string Letter(JsonNode error) => (string?)error["extensions"]!["code"] switch
    {
        "UNAUTHENTICATED" => "U",
        "REAL_NAME_REQUIRED" => "R",
        "FORBIDDEN" => "F",
        _ => throw new InvalidOperationException($"No answer of a matrix: {error.ToJsonString()}"),
    };
}
