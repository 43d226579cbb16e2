using Graph.Api.Server;
using Graph.Api.Tests.Hosting;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests;

public sealed class SchemaTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private static readonly string File = Path.Combine(Repository.Root, "schema.graphql");

    private ISchema Schema => server.Services.GetRequiredService<ISchema>();

    /// <summary>After a wanted change: `dotnet run --project src/Graph.Api -- schema > schema.graphql`.</summary>
    [Fact]
    public async Task The_committed_schema_is_the_one_that_is_served() =>
        Assert.Equal(await System.IO.File.ReadAllTextAsync(File), GraphSchema.Print(server.Services));

    [Fact]
    public async Task Everything_in_the_schema_explains_itself()
    {
        var data = await server.Client().DataAsync(
            """
            { __schema { types { name description
                fields(includeDeprecated: true) { name description args { name description } }
                inputFields { name description }
                enumValues { name description } } } }
            """);
        var silent = new List<string>();
        foreach (var type in data["__schema"]!["types"]!.AsArray())
        {
            var name = (string)type!["name"]!;
            if (name.StartsWith("__", StringComparison.Ordinal) || name is "String" or "Boolean" or "ID" or "Int" or "Float")
            {
                continue;
            }

            Look(name, type);
            foreach (var field in type["fields"]?.AsArray() ?? [])
            {
                Look($"{name}.{field!["name"]}", field);
                foreach (var argument in field["args"]!.AsArray())
                {
                    Look($"{name}.{field["name"]}({argument!["name"]})", argument);
                }
            }

            foreach (var value in (type["inputFields"]?.AsArray() ?? []).Concat(type["enumValues"]?.AsArray() ?? []))
            {
                Look($"{name}.{value!["name"]}", value);
            }
        }

        Assert.Empty(silent);

        void Look(string name, System.Text.Json.Nodes.JsonNode element)
        {
            if (string.IsNullOrWhiteSpace((string?)element["description"]))
            {
                silent.Add(name);
            }
        }
    }

    [Fact]
    public void Money_is_never_a_number()
    {
        var numbers = Schema.AllTypes
            .OfType<IComplexGraphType>()
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(type => type.Fields, (type, field) => (type.Name, Field: field.Name, Type: field.ResolvedType!.ToString()))
            .Where(field => field.Field is not ("latitude" or "longitude"))
            .Where(field => field.Type!.Contains("Long") || field.Type.Contains("Float") || field.Type.Contains("BigInt"));
        Assert.Empty(numbers);
    }

    [Fact]
    public void The_sdl_says_which_directive_guards_what()
    {
        var sdl = GraphSchema.Print(server.Services);
        Assert.Contains("transfer(\n", sdl);
        Assert.Contains("): TransferPayload @requiresRealName(level: CLASS_I)", sdl);
        Assert.Contains("type User implements Node & Party @authenticated {", sdl);
    }
}
