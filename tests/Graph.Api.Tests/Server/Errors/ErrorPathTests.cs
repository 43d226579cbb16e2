using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Lending;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>Which of the input's IDs an error is about.</summary>
public sealed class ErrorPathTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task An_error_about_one_of_many_ids_says_which()
    {
        var (payer, friend, stranger) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(friend);
        Assert.Equal(["to"], Path("NOT_FRIENDS", await TryAsync(payer, "transfer", new { idempotencyKey = Key, to = stranger.Id, amount = Yuan })));
        Assert.Equal(["to"], Path("NOT_FOUND", await TryAsync(payer, "transfer", new { idempotencyKey = Key, to = "nobody", amount = Yuan })));
        Assert.Equal(["payer"], Path("NOT_FRIENDS", await TryAsync(payer, "requestPayment", new { idempotencyKey = Key, payer = stranger.Id, amount = Yuan })));

        Assert.Equal(["shares", "2", "user"], Path("NOT_FRIENDS", await SplitAsync(payer.Id, friend.Id, stranger.Id)));
        Assert.Equal(["shares", "1", "user"], Path("NOT_FOUND", await SplitAsync(stranger.Id, "nobody", payer.Id)));

        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(server.Clock.GetUtcNow());
        Assert.Equal(["friends", "1"], Path("NOT_FRIENDS", await TryAsync(payer, "shareDeal", new { deal, friends = new[] { friend.Id, stranger.Id } })));
        Assert.Equal(["deal"], Path("NOT_FOUND", await TryAsync(payer, "shareDeal", new { deal = "none", friends = new[] { friend.Id } })));
        Assert.Equal(["shop"], Path("NOT_FOUND", await TryAsync(shop.Owner, "redeemVoucher", new { idempotencyKey = Key, shop = "none", voucherCode = "x" })));
        Assert.Equal(["merchant"], Path("NOT_FOUND", await TryAsync(shop.Owner, "updateMerchant", new { merchant = "none", about = "x" })));

        Task<JsonNode> SplitAsync(params string[] users) => TryAsync(
            payer, "splitBill", new { idempotencyKey = Key, title = "tea", total = Yuan, shares = users.Select(user => new { user }) });
    }

    /// <summary>Nodes that load a list together fail together, but each has a path of its own.</summary>
    [Fact]
    public async Task Each_error_of_a_page_is_at_its_own_place()
    {
        var shop = await server.OpenShopAsync();
        for (var i = 0; i < 3; i++)
        {
            await shop.SellAsync(server.Clock.GetUtcNow());
        }

        var reply = await server.Client().AskAsync(
            "query($id: ID!) { node(id: $id) { ... on Merchant { deals(first: 3) { nodes { openGroups(first: 1, after: \"x\") { nodes { id } } } } } } }",
            new { id = shop.Merchant });
        Assert.Equal(
            ["node deals nodes 0 openGroups", "node deals nodes 1 openGroups", "node deals nodes 2 openGroups"],
            reply.Errors!.Select(error => string.Join(' ', error!["path"]!.AsArray())));
        Assert.All(reply.Errors!, error => Assert.Single(error!["locations"]!.AsArray()));
    }

    /// <summary>The rule of the README: the path of an amount ends at its text, whatever is wrong with the amount.</summary>
    [Fact]
    public async Task A_wrong_amount_is_at_the_same_place_whatever_is_wrong_with_it()
    {
        var shop = await server.OpenShopAsync();
        var now = server.Clock.GetUtcNow();
        foreach (var (path, change) in new (string, object)[]
        {
            ("price amount", new { price = new { amount = "31" } }),
            ("price amount", new { price = new { amount = "1.001" } }),
            ("shareReward amount", new { shareReward = new { amount = "21" } }),
            ("groupBuy price amount", new { kind = "GROUP_BUY", groupBuy = new { size = 2, hours = 1, price = new { amount = "20" } } }),
            ("groupBuy price amount", new { kind = "GROUP_BUY", groupBuy = new { size = 2, hours = 1, price = new { amount = "0" } } }),
        })
        {
            var error = Assert.Single((await shop.CreateDealAsync(now, change))["errors"]!.AsArray())!;
            Assert.Equal(path, string.Join(' ', error["path"]!.AsArray()));
        }

        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await guarantor.BefriendAsync(borrower);
        var loan = (await borrower.RequestLoanAsync(lender, "100")).Id("loan");
        var share = Assert.Single((await borrower.AskGuaranteeAsync(loan, guarantor, "101"))["errors"]!.AsArray())!;
        Assert.Equal("share amount", string.Join(' ', share["path"]!.AsArray()));
    }

    [Theory]
    [InlineData("{ loanPlan(principal: { amount: \"12.505\" }, annualRate: \"0.1\", months: 3, repayment: BULLET) { rateCap } }", "principal amount")]
    [InlineData("{ loanPlan(principal: { amount: \"12.5\" }, annualRate: \"2\", months: 3, repayment: BULLET) { rateCap } }", "annualRate")]
    [InlineData("{ deals(where: { price: { gt: \"1.001\" } }) { totalCount } }", "where price gt")]
    [InlineData("{ deals(where: { or: [{ open: true }, { and: { discount: { lte: \"2\" } } }] }) { totalCount } }", "where or 1 and 0 discount lte")]
    [InlineData("{ merchants(where: { and: [{ near: { latitude: 91, longitude: 0 } }] }) { totalCount } }", "where and 0 near latitude")]
    [InlineData("{ deals(near: { latitude: 0, longitude: -181 }) { totalCount } }", "near longitude")]
    [InlineData("{ deals(near: { latitude: 0, longitude: 0, radiusMeters: 0 }) { totalCount } }", "near radiusMeters")]
    [InlineData("{ deals(order: [{ price: ASC }, { price: ASC, endsAt: ASC }]) { totalCount } }", "order 1")]
    [InlineData("{ deals(order: { distance: ASC }) { totalCount } }", "order 0 distance")]
    [InlineData("{ deals(first: 101) { totalCount } }", "first")]
    [InlineData("{ deals(last: -1) { totalCount } }", "last")]
    [InlineData("{ deals(first: 1, last: 1) { totalCount } }", "last")]
    [InlineData("{ deals(after: \"x\") { totalCount nodes { id } } }", "after")]
    [InlineData("{ deals(before: \"x\") { totalCount nodes { id } } }", "before")]
    public async Task A_query_has_the_path_of_a_wrong_argument_beside_its_code(string query, string path)
    {
        var reply = await server.Client().AskAsync(query);
        Assert.Equal("BAD_USER_INPUT", reply.Code);
        Assert.Equal(path, string.Join(' ', reply.Errors![0]!["extensions"]!["inputPath"]?.AsArray() ?? []));
    }

    [Theory]
    [InlineData("query($n: Int!) { deals(first: 20) { totalCount } merchants(first: $n) { totalCount } funds(first: 5) { totalCount } }")]
    [InlineData("{ deals(first: 20) { totalCount } merchants(first: 500) { totalCount } funds(first: 5) { totalCount } }")]
    public async Task A_page_of_a_wrong_size_is_found_in_the_document(string query)
    {
        for (var i = 0; i < 2; i++)
        {
            // The second time, the document with a variable may be known.
            var reply = await server.Client().AskAsync(query, query[0] == '{' ? null : new { n = 500 });
            var location = Assert.Single(reply.Errors![0]!["locations"]!.AsArray())!;
            Assert.Equal((1, query.IndexOf("merchants", StringComparison.Ordinal) + 1), ((int)location["line"]!, (int)location["column"]!));
            await server.Client().DataAsync("query($n: Int!) { deals(first: 20) { totalCount } merchants(first: $n) { totalCount } funds(first: 5) { totalCount } }", new { n = 5 });
        }
    }

    [Fact]
    public async Task Searches_and_spans_of_days_have_paths_too()
    {
        var shop = await server.OpenShopAsync();
        var text = new string('x', 101);
        foreach (var (query, path) in new[]
        {
            ($"{{ deals(where: {{ search: \"{text}\" }}) {{ totalCount }} }}", "where search"),
            ($"{{ merchants(where: {{ or: {{ search: \"{text}\" }} }}) {{ totalCount }} }}", "where or 0 search"),
            ($"{{ funds(where: {{ search: \"{text}\" }}) {{ totalCount }} }}", "where search"),
            ($"{{ communities(where: {{ search: \"{text}\" }}) {{ totalCount }} }}", "where search"),
            ("{ viewer { friends(order: {}) { totalCount } } }", "order 0"),
            ("{ viewer { wallet { statement(from: \"2026-01-02\", to: \"2026-01-01\") { opening { amount } } } } }", "to"),
            ("{ viewer { portfolio { history(from: \"2024-01-01\", to: \"2026-01-01\") { date } } } }", "to"),
            ("{ viewer { user { distance(max: 7) } } }", "max"),
            ($"{{ merchant(handle: \"{shop.Handle}\") {{ insights(from: \"2024-01-01\", to: \"2026-01-01\") {{ orders }} }} }}", "to"),
            ($"{{ merchant(handle: \"{shop.Handle}\") {{ shops {{ distanceMeters(from: {{ latitude: -91, longitude: 0 }}) }} }} }}", "from latitude"),
        })
        {
            var reply = await shop.Owner.AskAsync(query);
            Assert.True(reply.Errors is not null, query);
            Assert.Equal("BAD_USER_INPUT", reply.Code);
            Assert.Equal(path, string.Join(' ', reply.Errors[0]!["extensions"]!["inputPath"]?.AsArray() ?? []));
        }
    }

    private static Guid Key => Guid.CreateVersion7();

    private static object Yuan => new { amount = "1" };

    private static Task<JsonNode> TryAsync(Somebody person, string mutation, object input)
    {
        var friends = mutation is "redeemVoucher" or "updateMerchant" ? "" : "... on NotFriendsError { path }";
        return person.DoAsync(
            $$"""
            mutation($input: {{char.ToUpperInvariant(mutation[0])}}{{mutation[1..]}}Input!) { {{mutation}}(input: $input) {
              errors { ... on Error { code } ... on NotFoundError { path } {{friends}} } } }
            """,
            input);
    }

    private static string[] Path(string code, JsonNode payload)
    {
        var error = Assert.Single(payload["errors"]!.AsArray())!;
        Assert.Equal(code, (string)error["code"]!);
        return [.. error["path"]!.AsArray().Select(part => (string)part!)];
    }
}
