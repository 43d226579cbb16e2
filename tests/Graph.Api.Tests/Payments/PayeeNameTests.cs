using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Payments;

public sealed class PayeeNameTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Who_knows_the_real_name_pays_without_being_friends()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync(name: "欧阳小红"));
        await payer.TopUpAsync("10");
        var refused = await payer.SendAsync(payee, "1");
        Assert.Equal("NOT_FRIENDS", refused.CodeOf());
        Assert.Contains("`payeeName`", (string)refused["errors"]![0]!["message"]!);
        Assert.Null((await payer.SendAsync(payee, "1", name: " 欧阳小红 "))["errors"]);
        Assert.Equal("1.00", await payee.BalanceAsync());
    }

    [Fact]
    public async Task Wrong_names_are_counted_and_somebody_without_a_name_looks_the_same()
    {
        var payer = await server.PersonAsync();
        var (payee, nobody) = (await server.PersonAsync(name: "李小龙"), await server.SignUpAsync());
        await payer.TopUpAsync("10");
        var wrong = await payer.SendAsync(payee, "1", name: "张小龙");
        Assert.Equal("PAYEE_NAME_MISMATCH", wrong.CodeOf());
        Assert.Equal(4, (int)wrong["errors"]![0]!["attemptsLeft"]!);
        Assert.Equal("PAYEE_NAME_MISMATCH", (await payer.SendAsync(nobody, "1", name: "张小龙")).CodeOf());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("PAYEE_NAME_MISMATCH", (await payer.SendAsync(payee, "1", name: "王小龙")).CodeOf());
        }

        var locked = await payer.AskAsync(People.TransferMutation, new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, payeeName = "李小龙" },
        });
        Assert.Equal("RATE_LIMITED", locked.Code);
    }

    [Fact]
    public async Task A_name_comes_alone()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        var input = $"{{ idempotencyKey: \"{Guid.CreateVersion7()}\", to: \"{payee.Id}\", amount: {{ amount: \"1\" }}, payeeName: \"王小明\" }}";
        var reply = await payer.AskAsync($"mutation {{ a: transfer(input: {input}) {{ replayed }} b: transfer(input: {input}) {{ replayed }} }}");
        Assert.Equal("BAD_USER_INPUT", reply.Code);
    }

    [Fact]
    public async Task A_level_is_still_needed()
    {
        var (payer, payee) = (await server.SignUpAsync(), await server.PersonAsync(RealNameLevel.ClassI));
        var reply = await payer.AskAsync(People.TransferMutation, new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, payeeName = "王小明" },
        });
        Assert.Equal("REAL_NAME_REQUIRED", reply.Code);
    }
}
