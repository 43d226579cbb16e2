using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Server.Rules;

/// <summary>What a variable may not be, at each kind of place. All is refused before anything runs.</summary>
public sealed class VariableTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Invalid = "GRAPHQL_VALIDATION_FAILED";
    private const string Input = "BAD_USER_INPUT";

    [Theory]
    [InlineData("query($k: DealKind) { deals(where: { kind: { in: [$k] } }) { nodes { id } } }", Invalid)]
    [InlineData("query($id: ID) { nodes(ids: [$id]) { id } }", Invalid)]
    [InlineData("query($id: ID = null) { node(id: $id) { id } }", Invalid)]
    [InlineData("query($a: Boolean = null) { viewer @include(if: $a) { id } }", Invalid)]
    [InlineData("query($a: Boolean) { ... @skip(if: $a) { __typename } }", Invalid)]
    [InlineData("query($a: Boolean) { ...F } fragment F on Query { __typename @skip(if: $a) }", Invalid)]
    [InlineData("query($k: [DealKind]) { deals(where: { kind: { in: $k } }) { nodes { id } } }", Invalid)]
    [InlineData("query($id: ID! = null) { node(id: $id) { id } }", Input)]
    [InlineData("mutation($f: FaceEvidenceInput) { submitEvidence(input: { face: $f }) { errors { __typename } } }", Invalid)]
    [InlineData("mutation($f: FaceEvidenceInput = { token: \"x\" }) { submitEvidence(input: { face: $f }) { errors { __typename } } }", Invalid)]
    public async Task A_place_that_is_not_null_takes_no_variable_that_may_be(string query, string code)
    {
        Assert.Equal(code, Assert.Single(await CodesAsync(query, "{}")));
        Assert.Equal(code, Assert.Single(await CodesAsync(query, "{}")));
    }

    [Theory]
    [InlineData("query($id: ID = \"x\") { node(id: $id) { id } }", """{ "id": null }""")]
    [InlineData("query($id: ID = \"x\") { nodes(ids: [\"y\", $id]) { id } }", """{ "id": null }""")]
    [InlineData("query($k: DealKind = VOUCHER) { deals(where: { kind: { in: [$k] } }) { nodes { id } } }", """{ "k": null }""")]
    [InlineData("query($a: Boolean = true) { viewer @include(if: $a) { id } }", """{ "a": null }""")]
    [InlineData("query($near: Int) { deals(near: { latitude: 30, longitude: 120, radiusMeters: $near }) { nodes { id } } }", """{ "near": null }""")]
    [InlineData("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", """{ "ids": ["x", null] }""")]
    [InlineData("query($w: DealFilterInput) { deals(where: $w) { nodes { id } } }", """{ "w": { "kind": { "in": [null] } } }""")]
    public async Task Null_is_refused_where_the_default_would_do(string query, string variables)
    {
        var without = await CodesAsync(query, "{}");
        Assert.DoesNotContain("INTERNAL_SERVER_ERROR", without);

        // Now the document is known.
        Assert.Equal([Input], await CodesAsync(query, variables));
        Assert.Equal([Input], await CodesAsync(query + " ", variables));
    }

    /// <summary>The document is valid, because the place has a default. The variable is null all the same when it is left out.</summary>
    [Theory]
    [InlineData("query($v: FriendRequestDirection = null) { viewer { friendRequests(direction: $v) { totalCount } } }", """{ "v": "SENT" }""")]
    [InlineData("query($v: Int = null) { deals(near: { latitude: 30, longitude: 120, radiusMeters: $v }) { nodes { id } } }", """{ "v": 100 }""")]
    [InlineData("query($v: Int = null) { deals { nodes { ...F } } } fragment F on Deal { friendsWhoBought { nodes { distance(max: $v) } } }", """{ "v": 2 }""")]
    public async Task A_default_of_null_is_refused_where_the_default_of_the_place_would_do(string query, string variables)
    {
        Assert.Equal([Input], await CodesAsync(query, "{}"));
        Assert.Empty(await CodesAsync(query, variables));

        // Now the document is known.
        Assert.Empty(await CodesAsync(query, variables));
        Assert.Equal([Input], await CodesAsync(query, "{}"));
    }

    [Fact]
    public async Task A_default_of_null_is_as_good_as_none_where_null_is_allowed()
    {
        const string Query = "query($n: Int = null, $w: DealFilterInput = null) { deals(first: $n, where: $w) { nodes { id } } }";
        Assert.Empty(await CodesAsync(Query, "{}"));
        Assert.Empty(await CodesAsync(Query, """{ "n": 3 }"""));
        Assert.Empty(await CodesAsync(Query, "{}"));
    }

    [Fact]
    public async Task No_money_moves_when_a_directive_gets_null()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var input = new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "10" }, paymentPin = Somebody.Pin };
        const string Pay = "mutation($input: TransferInput!, $a: Boolean {0}) {{ transfer(input: $input) {{ errors {{ __typename }} replayed @include(if: $a) }} }}";
        var withoutDefault = await payer.AskAsync(string.Format(null, Pay, "= null"), new { input });
        Assert.Equal(Invalid, withoutDefault.Code);
        var sentNull = await payer.AskAsync(string.Format(null, Pay, "= true"), new { input, a = (bool?)null });
        Assert.Equal(Input, sentNull.Code);
        Assert.Equal("100.00", await payer.BalanceAsync());
        Assert.Null((await payer.DataAsync(string.Format(null, Pay, "= true"), new { input }))["transfer"]!["errors"]);
        Assert.Equal("90.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Page_sizes_are_refused_before_a_mutation_takes_effect()
    {
        const string Change = "mutation($n: Int) { updateProfile(input: { bio: \"new\" }) { viewer { friends(first: $n) { nodes { id } } } errors { __typename } } }";
        var person = await server.SignUpAsync();
        foreach (var size in new[] { 101, -1 })
        {
            Assert.Equal(Input, (await person.AskAsync(Change, new { n = size })).Code);
        }

        Assert.NotEqual("new", (string?)(await person.DataAsync("{ viewer { user { bio } } }"))["viewer"]!["user"]!["bio"]);
        Assert.Null((await person.AskAsync(Change, new { n = 100 })).Errors);
        Assert.Equal(Input, (await person.AskAsync(Change, new { n = 101 })).Code);
    }

    private async Task<List<string>> CodesAsync(string query, string variables)
    {
        var reply = await server.Client().AskAsync(query, JsonNode.Parse(variables));
        return [.. (reply.Errors ?? []).Select(error => (string)error!["extensions"]!["code"]!)];
    }
}
