using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Lending;

public sealed class TrustLineTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_line_is_used_by_loans_that_fit_and_freed_by_what_is_repaid()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var line = (await lender.SetTrustLineAsync(borrower, "500", chains: true))["trustLine"]!;
        Assert.Equal(("500.00", "0.00", true), (line.Amount("limit"), line.Amount("used"), (bool)line["chains"]!));
        var first = await lender.LendAsync(borrower, "300", "0");
        Assert.Equal(("300.00", "200.00"), await UsedAsync(borrower));

        // The second does not fit as a whole, so it uses nothing of the line.
        await lender.LendAsync(borrower, "250", "0");
        Assert.Equal(("300.00", "200.00"), await UsedAsync(borrower));
        Assert.Null((await borrower.RepayAsync(first, "120"))["errors"]);
        Assert.Equal(("180.00", "320.00"), await UsedAsync(borrower));

        // Lowered below what is used, it stops new loans only; ended, it stays to be seen while a loan uses it.
        Assert.Equal("0.00", (await lender.SetTrustLineAsync(borrower, "100"))["trustLine"]!.Amount("available"));
        Assert.Equal("0.00", (await lender.SetTrustLineAsync(borrower, "0"))["trustLine"]!.Amount("limit"));
        Assert.Equal(("180.00", "0.00"), await UsedAsync(borrower));
        Assert.Equal("FORGIVEN", (string)(await lender.ForgiveAsync(first))["loan"]!["status"]!);
        Assert.Empty((await borrower.DataAsync("{ viewer { trustLines(direction: RECEIVED) { nodes { id } } } }"))["viewer"]!["trustLines"]!["nodes"]!.AsArray());
    }

    [Fact]
    public async Task Only_the_two_see_a_line()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var common = await server.PersonAsync();
        await common.BefriendAsync(lender);
        await common.BefriendAsync(borrower);
        var id = (string)(await lender.SetTrustLineAsync(borrower, "500"))["trustLine"]!["id"]!;
        foreach (var (viewer, sees) in new[] { (lender, true), (borrower, true), (common, false) })
        {
            var node = (await viewer.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"];
            Assert.Equal(sees, node is not null);
        }

        Assert.Equal("VALIDATION", (await lender.SetTrustLineAsync(lender, "1")).CodeOf());
        Assert.Equal("NOT_FOUND", (await lender.SetTrustLineAsync(common, "0")).CodeOf());
    }

    [Fact]
    public async Task A_promise_can_be_ended_while_frozen()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        Assert.Null((await lender.SetTrustLineAsync(borrower, "500", chains: true))["errors"]);
        Assert.Null((await lender.FreezeAsync())["errors"]);
        Assert.Equal("ACCOUNT_FROZEN", (await lender.SetTrustLineAsync(borrower, "400")).CodeOf());
        Assert.Equal("0.00", (await lender.SetTrustLineAsync(borrower, "0"))["trustLine"]!.Amount("limit"));
    }

    private static async Task<(string Used, string Available)> UsedAsync(Somebody receiver)
    {
        var line = (await receiver.DataAsync(
            "{ viewer { trustLines(direction: RECEIVED) { nodes { used { amount } available { amount } } } } }"))["viewer"]!["trustLines"]!["nodes"]![0]!;
        return (line.Amount("used"), line.Amount("available"));
    }
}
