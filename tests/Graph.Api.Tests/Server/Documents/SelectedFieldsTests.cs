using System.Text;
using System.Text.Json;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Http;
using Graph.Api.Server.Streams;
using Graph.Api.Tests.Hosting;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Documents;

/// <summary>What is found once of a document is what the engine finds for each object.</summary>
public sealed class SelectedFieldsTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Person = "fragment Person on User { handle id displayName }";

    /// <summary>Documents, and whether something in them is left to the engine.</summary>
    public static TheoryData<string, bool> Documents => new()
    {
        { "{ viewer { id user { handle } } __typename }", false },
        { "{ a: __typename viewer { b: __typename user { id c: id d: handle __typename } } }", false },
        { "{ viewer { friends(first: 2) { nodes { handle id handle displayName id } edges { node { id } cursor } } } }", false },
        { "{ viewer { friends(first: 2) { nodes { ...Person id ...Person ... on Node { id } ... on User { bio } } } } } " + Person, false },
        { "{ viewer { user { id } user { handle } ...V } } fragment V on Viewer { user { displayName id mutualFriends(first: 1) { totalCount } } }", false },
        { "{ viewer { friends(first: 1, order: [{ name: ASC }]) { edges { node { handle } } pageInfo { hasNextPage } totalCount } } }", false },
        { "{ viewer { friends(first: 1, order: [{ closeness: DESC }]) { nodes { handle } pageInfo { hasNextPage endCursor } } } }", false },
        { "{ viewer { friends(where: { search: \"w\" }) { nodes { handle } edges { node { id } friendship { tags } } } } }", false },
        { "{ node(id: $id) { id __typename ... on User { handle ...Person } ... on Deal { title } ... on Notification { title } } } " + Person, false },
        { "{ viewer { friends { totalCount } friends { nodes { id } totalCount } } }", false },
        { "{ me: node(id: $id) { ... { id } ... on Node { id ... on User { handle } } } again: node(id: $id) { __typename } }", false },
        { "{ __schema { queryType { name fields { name type { name kind ofType { name kind } } } } types { kind name } } __type(name: \"Money\") { name } }", false },
        { "{ viewer { friends(first: 1) { totalCount } } ...Q } fragment Q on Query { viewer { friends(first: 1) { nodes { id } } } }", true },
        { "{ viewer @include(if: true) { id user { handle id @skip(if: true) } } }", true },
        { "{ viewer { ... @include(if: false) { id } ...V @skip(if: false) user { id } } } fragment V on Viewer { user { handle } }", true },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_answer_is_the_same_as_when_the_engine_looks_for_each_field(string query, bool isLeftToEngine)
    {
        var viewer = await server.SignUpAsync();
        foreach (var name in new[] { "Wang", "Li" })
        {
            await viewer.BefriendAsync(await server.SignUpAsync(name));
        }

        query = query.Replace("$id", $"\"{viewer.Id}\"", StringComparison.Ordinal);
        var document = Parser.Parse(query);
        var expected = await AnswerAsync(viewer, query, document, selected: null);
        Assert.DoesNotContain("errors", expected, StringComparison.Ordinal);

        // The first time it is found, and then it is there.
        var selected = SelectedFields.Of(document);
        Assert.Same(selected, SelectedFields.Of(document));
        Assert.Equal(expected, await AnswerAsync(viewer, query, document, selected));
        var (kept, left) = (selected.Count, selected.LeftCount);
        Assert.True(kept > 0);
        Assert.Equal(isLeftToEngine, left > 0);
        Assert.Equal(expected, await AnswerAsync(viewer, query, document, selected));
        Assert.Equal((kept, left), (selected.Count, selected.LeftCount));
    }

    [Fact]
    public async Task A_document_keeps_a_limited_number_of_fields()
    {
        var viewer = await server.SignUpAsync();
        var query = new StringBuilder("{ viewer { ");
        for (var i = 0; i < 3; i++)
        {
            query.Append(System.Globalization.CultureInfo.InvariantCulture, $"u{i}: user {{ ");
            for (var j = 0; j < SelectedFields.Most / 2; j++)
            {
                query.Append(System.Globalization.CultureInfo.InvariantCulture, $"f{j}: handle ");
            }

            query.Append("} ");
        }

        query.Append("} }");
        var text = query.ToString();
        var document = Parser.Parse(text);
        var selected = SelectedFields.Of(document);
        var expected = await AnswerAsync(viewer, text, document, selected: null);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(expected, await AnswerAsync(viewer, text, document, selected));
        }

        Assert.InRange(selected.Count, SelectedFields.Most, SelectedFields.Most * 3 / 2);
    }

    [Fact]
    public void Requests_that_ask_at_once_find_the_same_and_keep_it_once()
    {
        var schema = server.Services.GetRequiredService<ISchema>();
        var type = (IObjectGraphType)schema.AllTypes["User"]!;
        for (var round = 0; round < 50; round++)
        {
            var document = Parser.Parse("{ viewer { user { id handle mutualFriends { totalCount } mutualFriends { nodes { id } } } } }");
            var selection = document.Definitions.OfType<GraphQLOperationDefinition>().Single().SelectionSet;
            while (selection.Selections.Count == 1)
            {
                selection = ((GraphQLField)selection.Selections[0]).SelectionSet!;
            }

            var selected = SelectedFields.Of(document);
            var found = new SelectedField[]?[8];
            using var start = new Barrier(found.Length);
            var threads = Enumerable.Range(0, found.Length).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                found[i] = selected.Find(selection, type, schema);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.All(found, one => Assert.Same(found[0], one));
            Assert.Equal(1 + 3 + 2, selected.Count);
        }
    }

    private async Task<string> AnswerAsync(Somebody viewer, string query, GraphQLDocument document, SelectedFields? selected)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CallerReader>().SignInAsync($"Bearer {viewer.Client.Token}", CancellationToken.None);
        var result = await server.Services.GetRequiredService<IDocumentExecuter>().ExecuteAsync(new ExecutionOptions
        {
            Schema = server.Services.GetRequiredService<ISchema>(),
            Query = query,
            Document = document,
            RequestServices = scope.ServiceProvider,
            UserContext = new GraphContext { Selected = selected },
        });
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultWriter.Options))
        {
            server.Services.GetRequiredService<ResultWriter>().Write(json, result, "");
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
