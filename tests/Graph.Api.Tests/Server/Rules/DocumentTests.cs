using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Rules;

/// <summary>Roots of subscriptions, kinds of definitions, escapes, and what introspection lists.</summary>
public sealed class DocumentTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Invalid = "GRAPHQL_VALIDATION_FAILED";

    [Theory]
    [InlineData("subscription { ...A ...B } fragment A on Subscription { groupBuy(id: \"x\") { id } } fragment B on Subscription { groupBuy(id: \"x\") { memberCount } }", null)]
    [InlineData("subscription { groupBuy(id: \"x\") { id } ... { groupBuy(id: \"x\") { memberCount } } }", null)]
    [InlineData("subscription { a: groupBuy(id: \"x\") { id } b: groupBuy(id: \"x\") { id } }", Invalid)]
    [InlineData("subscription { ... { groupBuy(id: \"x\") { id } __typename } }", Invalid)]
    [InlineData("subscription { __typename }", Invalid)]
    [InlineData("subscription { groupBuy(id: \"x\") @skip(if: true) { id } }", Invalid)]
    [InlineData("subscription { groupBuy(id: \"x\") @include(if: false) { id } }", Invalid)]
    [InlineData("subscription($no: Boolean!) { ... @include(if: $no) { groupBuy(id: \"x\") { id } } }", Invalid)]
    [InlineData("subscription { ...A } fragment A on Subscription { ... @skip(if: true) { groupBuy(id: \"x\") { id } } }", Invalid)]
    public async Task A_subscription_has_one_root(string query, string? code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { query, variables = new { no = false } }),
        };
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await server.Client().SendAsync(request);
        var events = await response.Content.ReadAsStringAsync();
        Assert.Contains("event: next", events);
        Assert.Equal(code is not null, events.Contains("\"errors\""));
        Assert.Contains(code ?? "\"groupBuy\":null", events);
    }

    [Theory]
    [InlineData("type Query { a: Int }")]
    [InlineData("extend type Query { a: Int }")]
    [InlineData("scalar X")]
    [InlineData("schema { query: Query }")]
    [InlineData("directive @x on FIELD")]
    public async Task Definitions_of_types_are_refused(string definition)
    {
        Assert.Equal(Invalid, (await server.Client().AskAsync("{ __typename } " + definition)).Code);
        Assert.NotNull((await server.Client().AskAsync(definition)).Code);
    }

    [Theory]
    [InlineData("\\u{1F44D}", "👍")]
    [InlineData("\\uD83D\\uDC4D", "👍")]
    [InlineData("\\u{000041}\\u{22}\\u{5C}", "A\"\\")]
    [InlineData("\\\\u{41}", "\\u{41}")]
    [InlineData("\\u4e2d\\u{6587}", "中文")]
    public async Task Escapes_of_strings_are_read(string escape, string text)
    {
        var person = await server.SignUpAsync();
        var data = await person.DataAsync(
            $"mutation {{ updateProfile(input: {{ bio: \"{escape}\" }}) {{ viewer {{ user {{ bio }} }} errors {{ __typename }} }} }} # \\u{{");
        Assert.Equal(text, (string)data["updateProfile"]!["viewer"]!["user"]!["bio"]!);
    }

    [Theory]
    [InlineData("\\uD83D")]
    [InlineData("\\uDC4D")]
    [InlineData("\\uD83D\\u0041")]
    [InlineData("\\u{D83D}\\u{DC4D}")]
    [InlineData("\\u{110000}")]
    [InlineData("\\u{}")]
    [InlineData("\\u{-1}")]
    [InlineData("\\u12")]
    public async Task Half_a_character_is_no_text(string escape) => Assert.Equal(
        "GRAPHQL_PARSE_FAILED", (await server.Client().AskAsync($"{{ user(handle: \"{escape}\") {{ id }} }}")).Code);

    [Theory]
    [InlineData("{ a\r", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ __typename }\r\r}\r", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ __typename # \\u{ \\x \r }", null)]
    [InlineData("# \\u\r\n{\r__typename }", null)]
    [InlineData("\uFEFF{ __typename }", null)]
    [InlineData("", "BAD_USER_INPUT")]
    [InlineData(" ", "BAD_USER_INPUT")]
    [InlineData("#", "BAD_USER_INPUT")]
    [InlineData("\"", "GRAPHQL_PARSE_FAILED")]
    [InlineData("\"\"\"", "GRAPHQL_PARSE_FAILED")]
    [InlineData("\"\\", "GRAPHQL_PARSE_FAILED")]
    [InlineData("\"\\u", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ a(b: \"\\u{", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ \0 }", "GRAPHQL_PARSE_FAILED")]
    public async Task Odd_text_is_read_or_refused(string query, string? code) =>
        Assert.Equal(code, (await server.Client().AskAsync(query)).Code);

    [Fact]
    public async Task Errors_behind_an_escape_keep_their_place()
    {
        const string query = "{ user(handle: \"\\u{1F44D}\") { id } nope }";
        var reply = await server.Client().AskAsync(query);
        Assert.Equal(query.IndexOf("nope", StringComparison.Ordinal) + 1, (int)reply.Errors![0]!["locations"]![0]!["column"]!);
    }

    [Fact]
    public async Task Introspection_lists_the_directives_of_the_specification()
    {
        var data = await server.Client().DataAsync(
            """
            { __schema { directives { name locations args { name } } }
              choice: __type(name: "SubmitEvidenceInput") { isOneOf } other: __type(name: "MoneyInput") { isOneOf }
              time: __type(name: "DateTime") { specifiedByURL } text: __type(name: "String") { specifiedByURL } }
            """);
        var directives = data["__schema"]!["directives"]!.AsArray().ToDictionary(
            directive => (string)directive!["name"]!, directive => directive!.ToJsonString());
        Assert.All(["skip", "include", "deprecated", "specifiedBy", "oneOf"], name => Assert.Contains(name, directives.Keys));
        Assert.Contains("INPUT_OBJECT", directives["oneOf"]);
        Assert.Contains("\"url\"", directives["specifiedBy"]);
        Assert.True((bool)data["choice"]!["isOneOf"]!);
        Assert.False((bool)data["other"]!["isOneOf"]!);
        Assert.StartsWith("https://", (string)data["time"]!["specifiedByURL"]!);
        Assert.Null(data["text"]!["specifiedByURL"]);
    }
}
