using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Payments;

public sealed class ReversalTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task An_operator_undoes_a_payment_whole_and_once_and_both_are_told()
    {
        var admin = await server.AdminAsync();
        var (payer, payee) = await server.FriendsAsync("1500");
        var mistaken = (await payer.SendAsync(payee, "1000")).Id();
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.SendAsync(payee, "1")).CodeOf());
        var key = Guid.CreateVersion7();
        var reversed = await admin.ReverseAsync(mistaken, key);
        Assert.Null(reversed["errors"]);
        Assert.Equal("1000.00", reversed["transaction"]!.Amount("amount"));
        Assert.True((bool)(await admin.ReverseAsync(mistaken, key))["replayed"]!);
        Assert.Equal("ALREADY_REVERSED", (await admin.ReverseAsync(mistaken)).CodeOf());
        Assert.Equal("NOT_REVERSIBLE", (await admin.ReverseAsync(reversed.Id())).CodeOf());
        Assert.Equal(("1500.00", "0.00"), (await payer.BalanceAsync(), await payee.BalanceAsync()));

        var seen = await payer.DataAsync(
            """
            query($id: ID!) { node(id: $id) { ... on Transaction { refunded { amount } reversedBy { kind note reverses { id } } } }
              viewer { notifications { nodes { kind title message actor { id } } } } }
            """,
            new { id = mistaken });
        Assert.Equal("1000.00", seen["node"]!.Amount("refunded"));
        Assert.Equal(mistaken, (string)seen["node"]!["reversedBy"]!["reverses"]!["id"]!);
        Assert.Equal("A payment that you made was reversed", (string)seen["viewer"]!["notifications"]!["nodes"]![0]!["title"]!);

        // And the day's limit is as before.
        Assert.Null((await payer.SendAsync(payee, "1000"))["errors"]);
    }

    [Fact]
    public async Task What_was_spent_cannot_be_taken_back()
    {
        var admin = await server.AdminAsync();
        var (payer, payee) = await server.FriendsAsync("10");
        var sent = (await payer.SendAsync(payee, "10")).Id();
        await payee.WithdrawAsync("0.01");
        Assert.Equal("REVERSAL_NOT_COVERED", (await admin.ReverseAsync(sent)).CodeOf());
        var topUp = (await payer.TopUpAsync("1")).Id();
        Assert.Equal("NOT_REVERSIBLE", (await admin.ReverseAsync(topUp)).CodeOf());
        Assert.Equal("NOT_REVERSIBLE", (await admin.ReverseAsync((await payer.SendAsync(payee, "1", "NEXT_DAY")).Id())).CodeOf());
        Assert.Equal("NOT_FOUND", (await admin.ReverseAsync("garbage")).CodeOf());
    }

    [Fact]
    public async Task Who_lost_the_money_finds_it_in_their_log_without_the_operator_s_session()
    {
        var admin = await server.AdminAsync();
        var (payer, payee) = await server.FriendsAsync("10");
        var reversed = await admin.ReverseAsync((await payer.SendAsync(payee, "10")).Id());
        Assert.Null(reversed["errors"]);
        const string log = "{ viewer { security { auditLog(first: 1) { nodes { kind detail session { id } } } } } }";
        var line = (await payee.DataAsync(log))["viewer"]!["security"]!["auditLog"]!["nodes"]![0]!;
        Assert.Equal("MONEY_MOVED", (string)line["kind"]!);
        Assert.Contains("REVERSAL", (string)line["detail"]!);
        Assert.Contains("paid the wrong person", (string)line["detail"]!);
        Assert.Null(line["session"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operator_does_not_reverse_a_payment_of_their_own_with_no_account(bool pays)
    {
        var (admin, twin) = (await server.PersonAsync(), await server.PersonAsync());
        await server.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        await twin.JoinAsync(admin);
        var friend = await server.PersonAsync();
        await friend.TopUpAsync("100");
        foreach (var own in new[] { admin, twin })
        {
            await own.BefriendAsync(friend);
            var sent = (await friend.SendAsync(own, "10")).Id();
            Assert.Equal("OWN_PAYMENT", (await admin.ReverseAsync(pays ? (await own.SendAsync(friend, "10")).Id() : sent)).CodeOf());
        }

        var other = await server.AdminAsync();
        Assert.Null((await other.ReverseAsync((await friend.SendAsync(twin, "10")).Id()))["errors"]);
    }

    [Fact]
    public async Task Nor_does_one_who_works_for_the_merchant_concerned()
    {
        var (shop, buyer) = (await server.OpenShopAsync(), await server.BuyerAsync());
        var order = (await buyer.BuyAsync(await shop.SellAsync(DateTimeOffset.UtcNow))).Id("order");
        var bought = await buyer.DataAsync("query($id: ID!) { node(id: $id) { ... on Order { transactions { nodes { id } } } } }", new { id = order });
        var purchase = (string)bought["node"]!["transactions"]!["nodes"]![0]!["id"]!;
        await server.Services.GetRequiredService<Profiles>().GrantAsync(shop.Owner.Phone, Role.Admin);
        Assert.Equal("OWN_PAYMENT", (await shop.Owner.ReverseAsync(purchase)).CodeOf());
        Assert.Equal("NOT_REVERSIBLE", (await (await server.AdminAsync()).ReverseAsync(purchase)).CodeOf());
    }

    [Fact]
    public async Task Nobody_else_may()
    {
        var (payer, payee) = await server.FriendsAsync("10");
        var sent = (await payer.SendAsync(payee, "10")).Id();
        var reply = await payer.AskAsync(
            "mutation($input: ReverseTransactionInput!) { reverseTransaction(input: $input) { replayed } }",
            new { input = new { idempotencyKey = Guid.CreateVersion7(), transaction = sent, reason = "mine" } });
        Assert.Equal("FORBIDDEN", reply.Code);
    }
}
