using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Graph.Api.Server.Relay;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Shared;

namespace Graph.Api.Tests.Server.Errors.Declared;

/// <summary>How an error that a mutation declares is met over HTTP.</summary>
/// <param name="Mutation">The field.</param>
/// <param name="Error">The member of its union of errors.</param>
/// <param name="Act">Ends with that mutation, and returns its payload.</param>
public sealed record Provocation(string Mutation, string Error, Func<Stage, Task<JsonNode>> Act)
{
    public static TheoryData<string, string> Rows(IEnumerable<Provocation> table)
    {
        var rows = new TheoryData<string, string>();
        foreach (var row in table)
        {
            rows.Add(row.Mutation, row.Error);
        }

        return rows;
    }
}

/// <summary>Meets the errors of a table, each as a test of its own.</summary>
public abstract partial class ProvocationTests(Stage stage, IReadOnlyList<Provocation> table) : Scenario(stage)
{
    protected async Task ComesAsync(string mutation, string error)
    {
        var row = Assert.Single(table, row => row.Mutation == mutation && row.Error == error);
        Comes(error, await row.Act(stage));
    }

    /// <summary>Only validation has more than one thing to say; each has a message, and the code of its name.</summary>
    protected static void Comes(string error, JsonNode payload)
    {
        Assert.True(payload["errors"] is JsonArray { Count: > 0 }, $"Nothing was refused: {payload.ToJsonString()}");
        var code = WordStart().Replace(error[..^"Error".Length], "_$0").ToUpperInvariant();
        Assert.All(payload["errors"]!.AsArray(), met =>
        {
            Assert.Equal((error, code), ((string)met!["__typename"]!, (string)met["code"]!));
            Assert.NotEmpty((string)met["message"]!);
        });
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}

/// <summary>Mutations that are asked for their errors, and nothing else.</summary>
internal static class Attempts
{
    public const string Said = "errors { __typename ... on Error { code message } }";

    public static async Task<JsonNode> TryAsync(this GraphClient client, string mutation, object input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var data = await client.DataAsync(
            $"mutation($input: {type}!) {{ {mutation}(input: $input) {{ {Said} }} }}", new { input });
        return data[mutation]!;
    }

    public static Task<JsonNode> TryAsync(this Somebody person, string mutation, object input) =>
        person.Client.TryAsync(mutation, input);

    /// <summary>With an idempotency key: a new one unless given.</summary>
    public static Task<JsonNode> TryOnceAsync(this Somebody person, string mutation, object input, Guid? key = null)
    {
        var whole = JsonSerializer.SerializeToNode(input)!.AsObject();
        whole["idempotencyKey"] = key ?? Guid.CreateVersion7();
        return person.TryAsync(mutation, whole);
    }

    /// <summary>An id that is well formed and names nothing.</summary>
    public static string Unknown(string type) => new GlobalId(type, Guid.CreateVersion7()).ToString();

    public static object Yuan(string amount) => new { amount };

    public static string Long(int characters) => new('x', characters);

    public static TId To<TId>(string id)
        where TId : struct, ITypedId<TId> => GlobalId.Parse(id).To<TId>();
}
