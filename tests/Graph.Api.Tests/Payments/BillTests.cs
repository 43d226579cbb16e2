using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Payments;

public sealed class BillTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_hundred_by_three_is_exact_and_collected_share_by_share()
    {
        var (payer, ann, ben) = await ThreeAsync();
        var split = await payer.SplitAsync("100", (payer, null), (ann, null), (ben, null));
        var bill = split["bill"]!;
        Assert.Equal(["33.34", "33.33", "33.33"], bill["shares"]!.AsArray().Select(share => share!.Amount("amount")));
        Assert.Equal(["PAID", "OPEN", "OPEN"], bill["shares"]!.AsArray().Select(share => (string)share!["status"]!));
        Assert.Equal("33.34", bill.Amount("collected"));

        var seen = await ann.DataAsync(
            """
            { viewer { bills { totalCount nodes { id title total { amount } shares { payer { id } amount { amount } request { id } } } }
              notifications { nodes { subject { __typename ... on Bill { id } } } } } }
            """);
        var found = seen["viewer"]!["bills"]!["nodes"]![0]!;
        Assert.Equal((string)bill["id"]!, (string)found["id"]!);
        Assert.Equal((string)bill["id"]!, (string)seen["viewer"]!["notifications"]!["nodes"]![0]!["subject"]!["id"]!);

        // Of the requests, one sees one's own.
        Assert.Equal([false, true, false], found["shares"]!.AsArray().Select(share => share!["request"] is not null));
        await ann.TopUpAsync("50");
        var paid = await ann.AnswerAsync((string)found["shares"]![1]!["request"]!["id"]!, pay: true);
        Assert.Equal(("BILL_SHARE", "Bill"),
            ((string)paid["request"]!["transaction"]!["kind"]!, (string)paid["request"]!["transaction"]!["subject"]!["__typename"]!));
        var now = await payer.DataAsync("{ viewer { bills { nodes { collected { amount } } } wallet { balance { amount } } } }");
        Assert.Equal(("66.67", "33.33"),
            (now["viewer"]!["bills"]!["nodes"]![0]!.Amount("collected"), now["viewer"]!["wallet"]!.Amount("balance")));
        var stranger = await server.PersonAsync();
        Assert.Null((await stranger.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = (string)bill["id"]! }))["node"]);
    }

    [Theory]
    [InlineData("0.02", null, null, null, "shares")]
    [InlineData("10", "5", "5", "1", "shares")]
    [InlineData("10", "5", "4.99", "0", "amount")]
    [InlineData("10", "10", null, null, "shares")]
    [InlineData("0", null, null, null, "total")]
    public async Task What_does_not_add_up_is_refused(string total, string? first, string? second, string? third, string path)
    {
        var (payer, ann, ben) = await ThreeAsync();
        var refused = await payer.SplitAsync(total, (payer, first), (ann, second), (ben, third));
        Assert.Equal("VALIDATION", refused.CodeOf());
        Assert.Contains(path, refused["errors"]![0]!["path"]!.AsArray().Select(step => (string)step!));
    }

    [Fact]
    public async Task Given_shares_are_kept_and_what_is_left_is_divided()
    {
        var (payer, ann, ben) = await ThreeAsync();
        var split = await payer.SplitAsync("10.01", (ann, "3.00"), (payer, null), (ben, null));
        Assert.Equal(["3.00", "3.51", "3.50"], split["bill"]!["shares"]!.AsArray().Select(share => share!.Amount("amount")));
        Assert.Equal(["0.01", "0.01", "0.01"], (await payer.SplitAsync("0.03", (ann, null), (payer, null), (ben, null)))["bill"]!["shares"]!
            .AsArray().Select(share => share!.Amount("amount")));
    }

    [Fact]
    public async Task Everybody_has_one_share_and_is_a_friend()
    {
        var (payer, ann, _) = await ThreeAsync();
        var stranger = await server.PersonAsync();
        Assert.Equal("VALIDATION", (await payer.SplitAsync("10", (ann, null), (ann, null))).CodeOf());
        Assert.Equal("VALIDATION", (await payer.SplitAsync("10", (payer, null))).CodeOf());
        Assert.Equal("NOT_FRIENDS", (await payer.SplitAsync("10", (ann, null), (stranger, null))).CodeOf());
        Assert.Equal("NOT_FOUND", (await payer.SplitAsync("10", (ann with { Id = "garbage" }, null))).CodeOf());
    }

    private async Task<(Somebody Payer, Somebody Ann, Somebody Ben)> ThreeAsync()
    {
        var (payer, ann, ben) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(ann);
        await payer.BefriendAsync(ben);
        return (payer, ann, ben);
    }
}
