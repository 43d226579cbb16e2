using System.Text.RegularExpressions;
using Graph.Api.Tests.Hosting;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Errors;

public sealed partial class DeclaredErrorTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>Provoked nowhere yet, each with its reason.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["OPERATION_IN_PROGRESS"] = "needs a bank call that outlasts the wait; tested in Graph.Domain.Tests",
        ["REAL_NAME_LEVEL_REQUIRED"] = "a level that fell between the directive and the unit; tested in Graph.Domain.Tests",
    };

    [Fact]
    public async Task Every_error_that_a_mutation_declares_is_provoked_by_some_test()
    {
        var schema = server.Services.GetRequiredService<ISchema>();
        var declared = schema.AllTypes.OfType<IObjectGraphType>()
            .Where(type => type.ResolvedInterfaces.Any(contract => contract.Name == "Error"))
            .Select(type => WordStart().Replace(type.Name[..^"Error".Length], "_$0").ToUpperInvariant());
        var tests = string.Concat(await Task.WhenAll(Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests", "Graph.Api.Tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("DeclaredErrorTests.cs", StringComparison.Ordinal))
            .Select(file => File.ReadAllTextAsync(file))));
        Assert.Equal([], declared.Where(code => !tests.Contains($"\"{code}\"") && !Excused.ContainsKey(code)));
    }

    [Fact]
    public async Task Every_error_has_a_message_and_the_code_of_its_name()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        await one.BefriendAsync(other);
        var payload = await one.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } friendship { id } errors { __typename ... on Error { code message } } } }",
            new { user = other.Id });
        Assert.Null(payload["request"]);
        var error = payload["errors"]![0]!;
        Assert.Equal("AlreadyFriendsError", (string)error["__typename"]!);
        Assert.Equal("ALREADY_FRIENDS", (string)error["code"]!);
        Assert.Equal("You are friends already.", (string)error["message"]!);
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
