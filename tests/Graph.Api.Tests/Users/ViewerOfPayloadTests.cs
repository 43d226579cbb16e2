using Graph.Api.Tests.Hosting;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users;

/// <summary>Every payload has `viewer`, so that a front end reaches whatever the mutation changed.</summary>
public sealed class ViewerOfPayloadTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public void Every_payload_has_it()
    {
        var mutations = server.Services.GetRequiredService<ISchema>().Mutation!.Fields;
        Assert.NotEmpty(mutations);
        Assert.All(mutations, mutation =>
        {
            var payload = (IObjectGraphType)mutation.ResolvedType!.GetNamedType();
            Assert.Equal("Viewer", payload.Fields.Find("viewer")?.ResolvedType?.ToString());
        });
    }

    [Fact]
    public async Task It_is_the_viewer_after_the_mutation_whether_refused_or_not()
    {
        var person = await server.SignUpAsync();
        const string rename =
            "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { viewer { user { displayName } } errors { __typename } } }";
        var renamed = await person.DoAsync(rename, new { displayName = "小红" });
        Assert.Equal("小红", (string)renamed["viewer"]!["user"]!["displayName"]!);
        var refused = await person.DoAsync(rename, new { displayName = "" });
        Assert.NotNull(refused["errors"]);
        Assert.Equal("小红", (string)refused["viewer"]!["user"]!["displayName"]!);
    }

    [Fact]
    public async Task It_is_null_when_nobody_is_signed_in_or_not_any_more()
    {
        var recorded = await server.Client().DataAsync(
            "mutation { recordDealViews(input: { deals: [\"x\"] }) { recorded viewer { id } errors { __typename } } }");
        Assert.Null(recorded["recordDealViews"]!["viewer"]);

        var person = await server.SignUpAsync();
        var left = await person.DoAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { session { id } viewer { id } errors { __typename } } }", new { });
        Assert.NotNull(left["session"]);
        Assert.Null(left["viewer"]);
    }
}
