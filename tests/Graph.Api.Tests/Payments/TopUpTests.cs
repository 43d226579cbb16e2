using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Payments;

public sealed class TopUpTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Money_comes_in_from_ones_own_card()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassI);
        var payload = await person.TopUpAsync("100.05");
        Assert.Null(payload["errors"]);
        Assert.False((bool)payload["replayed"]!);
        Assert.Equal("POSTED", (string)payload["transaction"]!["status"]!);
        Assert.Equal("100.05", (string)payload["wallet"]!["available"]!["amount"]!);
        Assert.Equal("100.05", (string)payload["transaction"]!["balanceAfter"]!["amount"]!);
        Assert.Equal("Bank", (string)payload["transaction"]!["payer"]!["__typename"]!);
        Assert.Equal(["PENDING", "POSTED"], payload["transaction"]!["history"]!.AsArray().Select(step => (string)step!["status"]!));
    }

    [Fact]
    public async Task A_declined_card_moves_nothing_and_the_refusal_is_remembered()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassI, bin: "622203");
        var key = Guid.CreateVersion7();
        var first = await person.TopUpAsync("50", key);
        var second = await person.TopUpAsync("50", key);
        Assert.Equal("BANK_DECLINED", first.CodeOf());
        Assert.False((bool)first["replayed"]!);
        Assert.Equal("BANK_DECLINED", second.CodeOf());
        Assert.True((bool)second["replayed"]!);
        Assert.Equal("0.00", await person.BalanceAsync());
        var data = await person.DataAsync("{ viewer { wallet { transactions { totalCount nodes { status history { status reason } } } } } }");
        Assert.Equal("DECLINED", (string)data["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["status"]!);

        // The refusal names the transaction, whose status a front end may show already.
        foreach (var payload in new[] { first, second })
        {
            var declined = await person.DataAsync(
                "query($id: ID!) { node(id: $id) { ... on Transaction { status amount { amount } } } }", new { id = (string)payload["errors"]![0]!["transactionId"]! });
            Assert.Equal(("DECLINED", "50.00"), ((string)declined["node"]!["status"]!, declined["node"]!.Amount("amount")));
        }
    }

    [Fact]
    public async Task A_slow_bank_is_waited_for()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassI, bin: "622204");
        var asking = person.TopUpAsync("50");
        await server.PassAsync(TimeSpan.Zero, () => Task.FromResult(asking.IsCompleted));
        Assert.Equal("POSTED", (string)(await asking)["transaction"]!["status"]!);
    }

    [Fact]
    public async Task A_silent_bank_leaves_it_pending_and_it_settles_by_itself()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassI, bin: "622205");
        var key = Guid.CreateVersion7();
        var payload = await person.TopUpAsync("50", key);
        Assert.Equal("PENDING", (string)payload["transaction"]!["status"]!);
        Assert.Equal("0.00", (string)payload["wallet"]!["balance"]!["amount"]!);
        await server.PassAsync(TimeSpan.FromSeconds(2), async () => await person.BalanceAsync() == "50.00");
        var replay = await person.TopUpAsync("50", key);
        Assert.True((bool)replay["replayed"]!);
        Assert.Equal((string)payload["transaction"]!["id"]!, (string)replay["transaction"]!["id"]!);
        Assert.Equal("POSTED", (string)replay["transaction"]!["status"]!);
    }

    [Fact]
    public async Task Only_ones_own_card_pays()
    {
        var (one, other) = (await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync(RealNameLevel.ClassI));
        var payload = await (one with { CardId = other.CardId }).TopUpAsync("50");
        Assert.Equal("NOT_FOUND", payload.CodeOf());
        Assert.Equal("NOT_FOUND", (await (one with { CardId = one.Id }).TopUpAsync("50")).CodeOf());
    }

    [Fact]
    public async Task Without_a_level_no_money_comes_in()
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync(
            "mutation($input: TopUpInput!) { topUp(input: $input) { replayed } }",
            new { input = new { idempotencyKey = Guid.CreateVersion7(), amount = new { amount = "1" }, bankCard = "x" } });
        Assert.Equal("REAL_NAME_REQUIRED", reply.Code);
        var extensions = reply.Errors![0]!["extensions"]!;
        Assert.Equal("CLASS_I", (string)extensions["required"]!);
        Assert.Equal("NONE", (string)extensions["current"]!);
        Assert.Equal(1, (int)extensions["missingChannels"]!);
    }

    [Fact]
    public async Task The_same_top_up_sent_at_once_happens_once()
    {
        var person = await server.PersonAsync(RealNameLevel.ClassI, bin: "622204");
        var key = Guid.CreateVersion7();
        var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.TopUpAsync("10", key)));
        await server.PassAsync(TimeSpan.Zero, () => Task.FromResult(asking.IsCompleted));
        var payloads = await asking;
        Assert.All(payloads, payload => Assert.Null(payload["errors"]));
        Assert.Single(payloads, payload => !(bool)payload["replayed"]!);
        Assert.Equal("10.00", await person.BalanceAsync());
    }
}
