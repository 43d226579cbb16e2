using Graph.Api.Tests.Hosting;

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
        Assert.Null(reversed["transaction"]!["amount"]);
        Assert.True((bool)(await admin.ReverseAsync(mistaken, key))["replayed"]!);
        Assert.Equal("ALREADY_REVERSED", (await admin.ReverseAsync(mistaken)).CodeOf());
        Assert.Equal("NOT_REVERSIBLE", (await admin.ReverseAsync(reversed.Id())).CodeOf());
        Assert.Equal(("1500.00", "0.00"), (await payer.BalanceAsync(), await payee.BalanceAsync()));

        var seen = await payer.DataAsync(
            """
            query($id: ID!) { node(id: $id) { ... on Transaction { refunded { amount } reversedBy { kind note reverses { id } } } }
              viewer { notifications { nodes { title } } } }
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
