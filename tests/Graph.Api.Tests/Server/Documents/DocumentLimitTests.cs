using System.Text;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Server.Documents;

/// <summary>Each limit at its edge, and just past it.</summary>
public sealed class DocumentLimitTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string TooLarge = "REQUEST_TOO_LARGE";
    private const string TooMany = "COST_LIMIT_EXCEEDED";
    private const string Invalid = "GRAPHQL_VALIDATION_FAILED";

    [Fact]
    public async Task Characters()
    {
        static string Document(int length) => "{ __typename }".PadRight(length, ' ');
        Assert.Null(await CodeAsync(Document(20_000)));
        Assert.Equal(TooLarge, await CodeAsync(Document(20_001)));
    }

    [Fact]
    public async Task Tokens()
    {
        // `query { … }` and the fragment are ten tokens, each spread is two.
        const string fragment = "fragment F on Query { __typename }";
        static string Document(int tokens) => "query { " + string.Concat(Enumerable.Repeat("...F ", (tokens - 10) / 2))
            + (tokens % 2 == 0 ? "" : "__typename ") + "} " + fragment;
        Assert.Null(await CodeAsync(Document(2_000)));
        Assert.Equal(TooLarge, await CodeAsync(Document(2_001)));
    }

    [Fact]
    public async Task Depth()
    {
        static string Document(int depth)
        {
            var types = new StringBuilder("kind");
            for (var i = 3; i < depth; i++)
            {
                types = new StringBuilder($"ofType {{ {types} }}");
            }

            return $"{{ __schema {{ types {{ {types} }} }} }}";
        }

        Assert.Null(await CodeAsync(Document(15)));
        Assert.Equal(Invalid, await CodeAsync(Document(16)));
    }

    [Fact]
    public async Task Depth_behind_fragments()
    {
        const string head = "{ __schema { types { ...A } } } fragment A on __Type { ofType { ofType { ofType { ofType { ofType { ofType { ...B } } } } } } }";
        Assert.Null(await CodeAsync(head + " fragment B on __Type { ofType { ofType { ofType { ofType { ofType { kind } } } } } }"));
        Assert.Equal(Invalid, await CodeAsync(head + " fragment B on __Type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { kind } } } } } } } }"));
    }

    [Fact]
    public async Task Aliases()
    {
        static string Document(int aliases) =>
            "{ __schema { " + string.Join(' ', Enumerable.Range(0, aliases).Select(i => $"a{i}: description")) + " } }";
        Assert.Null(await CodeAsync(Document(30)));
        Assert.Equal(Invalid, await CodeAsync(Document(31)));
    }

    [Fact]
    public async Task Directives()
    {
        static string Document(int directives) =>
            "{ __schema { " + string.Join(' ', Enumerable.Range(0, directives).Select(_ => "description @include(if: true)")) + " } }";
        Assert.Null(await CodeAsync(Document(20)));
        Assert.Equal(Invalid, await CodeAsync(Document(21)));
    }

    [Fact]
    public async Task Root_fields()
    {
        static string Document(int fields) => "{ " + string.Join(' ', Enumerable.Range(0, fields).Select(i => $"a{i}: viewer {{ id }}")) + " }";
        Assert.Null(await CodeAsync(Document(20)));
        Assert.Equal(Invalid, await CodeAsync(Document(21)));
    }

    [Fact]
    public async Task Mutations_in_one_request()
    {
        static string Document(int fields) => "mutation { " + string.Join(' ', Enumerable.Range(0, fields).Select(i =>
            $"a{i}: refreshSession(input: {{ refreshToken: \"x\" }}) {{ errors {{ __typename }} }}")) + " }";
        Assert.Null(await CodeAsync(Document(4)));
        Assert.Equal(Invalid, await CodeAsync(Document(5)));
    }

    [Fact]
    public async Task Fields_after_fragments_are_expanded()
    {
        // Each fragment stands for ten times the next: 5 × 1,000 fits, and one field more does not.
        static string Document(string more) =>
            "{ __schema { " + string.Concat(Enumerable.Repeat("...A ", 4)) + more + " } } "
            + "fragment A on __Schema { " + string.Concat(Enumerable.Repeat("...B ", 10)) + "} "
            + "fragment B on __Schema { " + string.Concat(Enumerable.Repeat("...C ", 10)) + "} "
            + "fragment C on __Schema { " + string.Concat(Enumerable.Repeat("description ", 12)) + "}";
        Assert.Null(await CodeAsync(Document(string.Concat(Enumerable.Repeat("description ", 199)))));
        Assert.Equal(Invalid, await CodeAsync(Document(string.Concat(Enumerable.Repeat("description ", 200)))));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(60)]
    public async Task Fragments_that_double_are_refused_without_being_run(int levels)
    {
        var document = "{ __schema { ...F0 } } " + string.Join(' ', Enumerable.Range(0, levels).Select(i =>
            $"fragment F{i} on __Schema {{ ...F{i + 1} ...F{i + 1} }}")) + $" fragment F{levels} on __Schema {{ description }}";
        Assert.Equal(Invalid, await CodeAsync(document).WaitAsync(Patience.Long));
    }

    [Fact]
    public async Task Fragments_inside_themselves_are_refused() => Assert.Equal(
        Invalid,
        await CodeAsync("{ __schema { ...A } } fragment A on __Schema { ...B } fragment B on __Schema { ...A }"));

    [Theory]
    [InlineData(40)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100)]
    [InlineData(500)]
    public async Task Brackets_nested_too_deep_are_refused(int depth)
    {
        Assert.Equal(Invalid, await CodeAsync(string.Concat(Enumerable.Repeat("{ a ", depth)) + new string('}', depth)));
        Assert.NotNull(await CodeAsync("{ nodes(ids: " + new string('[', depth) + new string(']', depth) + ") { id } }"));
    }

    /// <summary>Each asks for 100 × (1 + 99) nodes, which is the limit; one more on each inner page is too much.</summary>
    [Theory]
    [InlineData("{ deals(first: 100) { nodes { openGroups(first: $) { nodes { id } } } } }")]
    [InlineData("{ deals(last: 100) { edges { node { openGroups(last: $) { edges { node { id } } } } } } }")]
    [InlineData("{ deals(first: 100) { nodes { ...D } } } fragment D on Deal { ... { openGroups(first: $) { nodes { ...G } } } } fragment G on GroupBuy { id }")]
    [InlineData("query($n: Int = 100) { merchants(first: $n) { nodes { deals(first: $) { totalCount } } } }")]
    [InlineData("{ deals(first: 100) { nodes { a: openGroups(first: 50) { nodes { id } } b: openGroups(first: $49) { nodes { id } } } } }")]
    [InlineData("{ a: merchants(first: 100) { nodes { deals(first: 49) { nodes { id } } } } b: merchants(first: 100) { nodes { deals(first: $49) { nodes { id } } } } }")]
    [InlineData("{ merchants(first: 100) { nodes { shops { id } deals(first: $79) { nodes { id } } } } }")]
    [InlineData("{ merchants(first: 100) { nodes { deals { nodes { id } } more: deals(first: $79) { nodes { id } } } } }")]
    [InlineData("{ merchants(first: 100) { nodes { deals(first: null) { nodes { id } } more: deals(first: $79) { nodes { id } } } } }")]
    [InlineData("{ funds(first: $4) { nodes { institution { funds { institution { funds { id } } } } } } }")]
    [InlineData("{ funds(first: $27) { nodes { history(from: \"2026-01-01\", to: \"2026-12-31\") { date } } } }")]
    [InlineData("query($from: Date! = \"2026-01-01\") { funds(first: $27) { nodes { history(from: $from, to: \"2026-12-31\") { date } } } }")]
    public async Task Nodes(string document)
    {
        Assert.Null(await CodeAsync(Sized(document, 0)));
        Assert.Equal(TooMany, await CodeAsync(Sized(document, 1)));

        static string Sized(string document, int more) =>
            System.Text.RegularExpressions.Regex.Replace(document, @"\$(\d+)|\$(?=\))", size =>
                $"{(size.Groups[1].Success ? int.Parse(size.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 99) + more}");
    }

    /// <summary>A stream of deals first sends up to 200 of them, each with what was selected.</summary>
    [Fact]
    public async Task Nodes_of_the_first_deals_of_a_stream()
    {
        Assert.NotEqual(TooMany, await CodeAsync(Nearby(49)));
        Assert.Equal(TooMany, await CodeAsync(Nearby(50)));

        static string Nearby(int deals) =>
            "subscription { dealsNearby(near: { latitude: 30.25, longitude: 120.15, radiusMeters: 2000 }) "
            + $"{{ deal {{ merchant {{ deals(first: {deals}) {{ nodes {{ id }} }} }} }} }} }}";
    }

    [Fact]
    public async Task Nodes_of_variables_are_counted_for_a_document_in_the_cache_too()
    {
        const string pages = "query($m: Int!, $d: Int = 99) { merchants(first: $m) { nodes { deals(first: $d) { nodes { id } } } } }";
        Assert.Null(await CodeAsync(new { m = 1 }));
        Assert.Null(await CodeAsync(new { m = 100 }));
        Assert.Equal(TooMany, await CodeAsync(new { m = 100, d = 100 }));
        Assert.Null(await CodeAsync(new { m = 99, d = 100 }));
        Assert.Null(await CodeAsync(new { m = 100, d = (int?)null }));

        const string ids = "query($ids: [ID!]!, $n: Int!) { nodes(ids: $ids) { ... on Merchant { deals(first: $n) { nodes { id } } } } }";
        Assert.Null((await server.Client().AskAsync(ids, new { ids = Enumerable.Repeat("x", 100), n = 99 })).Code);
        Assert.Equal(TooMany, (await server.Client().AskAsync(ids, new { ids = Enumerable.Repeat("x", 100), n = 100 })).Code);

        async Task<string?> CodeAsync(object variables) => (await server.Client().AskAsync(pages, variables)).Code;
    }

    [Fact]
    public async Task Nodes_of_fragments_that_double_are_refused_without_being_run()
    {
        var document = "{ deals(first: 100) { nodes { ...F0 } } } " + string.Join(' ', Enumerable.Range(0, 3).Select(i =>
            $"fragment F{i} on Deal {{ merchant {{ deals(first: 100) {{ nodes {{ ...F{i + 1} }} edges {{ node {{ ...F{i + 1} }} }} }} }} }}"))
            + " fragment F3 on Deal { id }";
        Assert.Equal(TooMany, await CodeAsync(document).WaitAsync(Patience.Long));
    }

    [Fact]
    public async Task Ids_in_nodes_and_items_in_an_input_list()
    {
        const string nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        Assert.Null((await server.Client().AskAsync(nodes, new { ids = Enumerable.Repeat("x", 100) })).Code);
        Assert.Equal("BAD_USER_INPUT", (await server.Client().AskAsync(nodes, new { ids = Enumerable.Repeat("x", 101) })).Code);
        Assert.Equal("BAD_USER_INPUT", (await server.Client().AskAsync(nodes, new { ids = Enumerable.Repeat("x", 251) })).Code);
    }

    [Fact]
    public async Task Items_in_a_list_of_the_document_and_of_a_variable()
    {
        const string deals = "query($where: DealFilterInput) { deals(first: 1, where: $where) { nodes { id } } }";
        Assert.Null((await server.Client().AskAsync(deals, Where(250))).Code);
        Assert.Equal("BAD_USER_INPUT", (await server.Client().AskAsync(deals, Where(251))).Code);
        Assert.Null(await CodeAsync(Literal(250)));
        Assert.Equal("BAD_USER_INPUT", await CodeAsync(Literal(251)));

        static object Where(int items) => new { where = new { kind = new { @in = Enumerable.Repeat("VOUCHER", items) } } };
        static string Literal(int items) =>
            $"{{ deals(first: 1, where: {{ kind: {{ in: [{string.Concat(Enumerable.Repeat("VOUCHER ", items))}] }} }}) {{ nodes {{ id }} }} }}";
    }

    [Fact]
    public async Task The_whole_schema_can_still_be_asked_for()
    {
        var query = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Server", "Documents", "introspection.graphql"));
        Assert.Null((await server.Client().AskAsync(query)).Errors);
    }

    [Theory]
    [InlineData("{ viewer { nme } }")]
    [InlineData("{ viewer @defer { id } }")]
    [InlineData("subscription { wallet { id } activity { __typename } }")]
    public async Task What_is_not_in_the_schema_is_refused(string query) => Assert.Equal(Invalid, await CodeAsync(query));

    private async Task<string?> CodeAsync(string query)
    {
        var reply = await server.Client().AskAsync(query);
        return (string?)reply.Errors?[0]!["extensions"]!["code"];
    }

    /// <summary>Each list of types within another one multiplies the objects.</summary>
    [Theory]
    [InlineData("{ __type(name: \"Error\") { possibleTypes { interfaces { name } } } }", true)]
    [InlineData("{ __type(name: \"Error\") { possibleTypes { interfaces { possibleTypes { name } } } } }", false)]
    [InlineData("{ __schema { types { fields { type { ...F } } } } } fragment F on __Type { fields { type { inputFields { name } } } }", false)]
    public async Task Lists_of_types_within_each_other(string document, bool isAllowed) =>
        Assert.Equal(isAllowed ? null : Invalid, await CodeAsync(document));

    [Theory]
    [InlineData("deals(order: [{ price: ASC }, { price: DESC }])")]
    [InlineData("deals(order: [{ price: ASC }, { endsAt: ASC }, { price: ASC }])")]
    public async Task An_order_names_each_field_once(string list) =>
        Assert.Equal("BAD_USER_INPUT", await CodeAsync($"{{ {list} {{ totalCount }} }}"));

    /// <summary>A text of a few characters, as people see them, may be very long, and takes long to be searched for.</summary>
    [Fact]
    public async Task A_long_search_is_refused_whatever_it_looks_like()
    {
        const string search = "query($s: String) { deals(where: { search: $s }) { totalCount } }";
        Assert.Null((await server.Client().AskAsync(search, new { s = new string('x', 80) })).Code);
        Assert.Equal("BAD_USER_INPUT", (await server.Client().AskAsync(search, new { s = "a" + new string('\u0301', 1_600) })).Code);
    }
}
