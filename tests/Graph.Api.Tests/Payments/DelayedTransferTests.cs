using Graph.Api.Tests.Hosting;
using Graph.Domain.Payments;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Payments;

public sealed class DelayedTransferTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Theory]
    [InlineData("TWO_HOURS", 2)]
    [InlineData("NEXT_DAY", 24)]
    public async Task It_waits_arrives_by_itself_and_both_see_it_all_the_time(string arrival, int hours)
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var sent = await payer.SendAsync(payee, "30", arrival);
        Assert.Equal("PENDING", (string)sent["transaction"]!["status"]!);
        Assert.True((bool)sent["transaction"]!["viewerCanCancel"]!);
        Assert.Equal(server.Clock.GetUtcNow().AddHours(hours), (DateTimeOffset)sent["transaction"]!["settlesAt"]!);
        Assert.Equal(("100.00", "70.00", "30.00"),
            (sent["wallet"]!.Amount("balance"), sent["wallet"]!.Amount("available"), sent["wallet"]!.Amount("held")));
        var seen = await payee.DataAsync("{ viewer { wallet { transactions { nodes { id status direction viewerCanCancel } } } notifications { nodes { title } } } }");
        Assert.Equal("PENDING", (string)seen["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["status"]!);
        Assert.False((bool)seen["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["viewerCanCancel"]!);
        Assert.Equal("Money is on its way to you", (string)seen["viewer"]!["notifications"]!["nodes"]![0]!["title"]!);

        server.Clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(1));
        await RequireNothingDueAsync();
        Assert.Equal("0.00", await (await server.BackAsync(payee)).BalanceAsync());
        payee = await server.BackAsync(payee);
        await server.PassAsync(TimeSpan.FromMinutes(1), async () => await payee.BalanceAsync() == "30.00");
        payer = await server.BackAsync(payer);
        Assert.Equal("70.00", await payer.BalanceAsync());
        var late = await payer.TakeBackAsync(sent.Id());
        Assert.Equal("TRANSACTION_CLOSED", late.CodeOf());
        Assert.Equal("POSTED", (string)late["errors"]![0]!["status"]!);
    }

    [Fact]
    public async Task Until_then_it_can_be_taken_back_once_and_the_limits_are_as_before()
    {
        var (payer, payee) = await server.FriendsAsync("2000");
        var sent = await payer.SendAsync(payee, "1000", "TWO_HOURS");
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.SendAsync(payee, "1")).CodeOf());
        Assert.Equal("NOT_FOUND", (await payee.TakeBackAsync(sent.Id())).CodeOf());
        var key = Guid.CreateVersion7();
        var back = await payer.TakeBackAsync(sent.Id(), key);
        Assert.Equal("CANCELLED", (string)back["transaction"]!["status"]!);
        Assert.Equal(["PENDING", "CANCELLED"], back["transaction"]!["history"]!.AsArray().Select(step => (string)step!["status"]!));
        Assert.Equal(("2000.00", "0.00"), (back["wallet"]!.Amount("available"), back["wallet"]!.Amount("held")));
        Assert.True((bool)(await payer.TakeBackAsync(sent.Id(), key))["replayed"]!);
        Assert.Equal("TRANSACTION_CLOSED", (await payer.TakeBackAsync(sent.Id())).CodeOf());
        Assert.Null((await payer.SendAsync(payee, "1000"))["errors"]);
    }

    [Fact]
    public async Task What_arrived_at_once_cannot_be_taken_back()
    {
        var (payer, payee) = await server.FriendsAsync("10");
        Assert.Equal("TRANSACTION_CLOSED", (await payer.TakeBackAsync((await payer.SendAsync(payee, "1")).Id())).CodeOf());
        Assert.Equal("NOT_FOUND", (await payer.TakeBackAsync("garbage")).CodeOf());
    }

    [Fact]
    public async Task A_frozen_account_pays_nobody_but_its_owner_and_its_delayed_transfers_wait()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var sent = await payer.SendAsync(payee, "10", "TWO_HOURS");
        var second = await payer.SendAsync(payee, "5", "TWO_HOURS");
        var request = (await payee.AskForAsync(payer, "3")).Id("request");
        var frozen = await payer.FreezeAsync();
        Assert.NotNull(frozen["viewer"]!["security"]!["frozenAt"]);
        Assert.Equal("ACCOUNT_FROZEN", (await payer.SendAsync(payee, "1")).CodeOf());
        Assert.Equal("ACCOUNT_FROZEN", (await payer.SendAsync(payee, "1", "NEXT_DAY")).CodeOf());
        Assert.Equal("ACCOUNT_FROZEN", (await payer.AnswerAsync(request, pay: true)).CodeOf());

        // What is still one's own: taking back, withdrawing, saying no, receiving.
        Assert.Equal("CANCELLED", (string)(await payer.TakeBackAsync(second.Id()))["transaction"]!["status"]!);
        Assert.Equal("POSTED", (string)(await payer.WithdrawAsync("20"))["transaction"]!["status"]!);
        Assert.Equal("DECLINED", (string)(await payer.AnswerAsync(request, pay: false))["request"]!["status"]!);
        await payee.TopUpAsync("4");
        Assert.Null((await payee.SendAsync(payer, "4"))["errors"]);

        server.Clock.Advance(TimeSpan.FromHours(3));
        await RequireNothingDueAsync();
        (payer, payee) = (await server.BackAsync(payer), await server.BackAsync(payee));
        Assert.Equal("0.00", await payee.BalanceAsync());
        Assert.Equal("WRONG_PASSWORD", (await payer.UnfreezeAsync("not-it-1")).CodeOf());
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.UnfreezeAsync(pin: null)).CodeOf());
        Assert.Equal("WRONG_PAYMENT_PIN", (await payer.UnfreezeAsync(pin: "135791")).CodeOf());
        var opened = await payer.UnfreezeAsync();
        Assert.Null(opened["viewer"]!["security"]!["frozenAt"]);
        await server.PassAsync(TimeSpan.FromSeconds(2), async () => await payee.BalanceAsync() == "10.00");
        Assert.Equal("74.00", await payer.BalanceAsync());
        Assert.Equal("TRANSACTION_CLOSED", (await payer.TakeBackAsync(sent.Id())).CodeOf());
    }

    [Fact]
    public async Task A_pin_that_is_guessed_slowly_is_locked_for_the_day_and_a_new_one_opens_it()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal("WRONG_PAYMENT_PIN", (await payer.TransferAsync(payee, "1", pin: $"1111{round}{i}")).CodeOf());
            }

            server.Clock.Advance(TimeSpan.FromSeconds(61));
        }

        var locked = await payer.AskAsync(People.TransferMutation, new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, paymentPin = Somebody.Pin },
        });
        Assert.Equal("RATE_LIMITED", locked.Code);
        await payer.DoAsync(
            "mutation($input: SetPaymentPinInput!) { setPaymentPin(input: $input) { errors { __typename } } }",
            new { pin = "246813", password = Somebody.Password });
        Assert.Null((await payer.TransferAsync(payee, "1", pin: "246813"))["errors"]);
    }

    /// <summary>What is not due now does not happen now, however long anybody waits: the clock stands.</summary>
    private async Task RequireNothingDueAsync() => Assert.Empty(await server.Services.GetRequiredService<Units>().ReadAsync(db =>
        server.Services.GetServices<IDeadline>().OfType<DelayedTransfers>().Single().DueAsync(db, server.Clock.GetUtcNow().UtcDateTime, 100, default)));
}
