using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Payments;

public sealed class WithdrawTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Money_goes_to_ones_own_card_and_counts_against_no_limit()
    {
        var person = await server.PersonAsync();
        await person.TopUpAsync("6000");
        var key = Guid.CreateVersion7();
        var payload = await person.WithdrawAsync("5500.01", key: key);
        Assert.Null(payload["errors"]);
        Assert.Equal("499.99", payload["wallet"]!.Amount("available"));
        Assert.Equal("Bank", (string)payload["transaction"]!["payee"]!["__typename"]!);
        Assert.StartsWith("**** **** **** ", (string)payload["transaction"]!["payee"]!["maskedAccount"]!);
        Assert.Equal(["PENDING", "POSTED"], payload["transaction"]!["history"]!.AsArray().Select(step => (string)step!["status"]!));
        Assert.True((bool)(await person.WithdrawAsync("5500.01", key: key))["replayed"]!);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (await person.WithdrawAsync("1", key: key)).CodeOf());
        Assert.Equal("INSUFFICIENT_FUNDS", (await person.WithdrawAsync("500")).CodeOf());
        Assert.Null((await person.WithdrawAsync("499.99"))["errors"]);
    }

    [Fact]
    public async Task A_declined_withdrawal_comes_back()
    {
        var person = await server.PersonAsync();
        await person.TopUpAsync("50");
        await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber("622203"), password = Somebody.Password } });
        var cards = (await person.DataAsync("{ viewer { bankCards { id } } }"))["viewer"]!["bankCards"]!.AsArray();
        var declining = cards.Select(card => (string)card!["id"]!).Single(id => id != person.CardId);
        var key = Guid.CreateVersion7();
        Assert.Equal("BANK_DECLINED", (await person.WithdrawAsync("20", declining, key)).CodeOf());
        Assert.True((bool)(await person.WithdrawAsync("20", declining, key))["replayed"]!);
        var data = await person.DataAsync("{ viewer { wallet { available { amount } held { amount } } notifications { nodes { title } } } }");
        Assert.Equal(("50.00", "0.00"), (data["viewer"]!["wallet"]!.Amount("available"), data["viewer"]!["wallet"]!.Amount("held")));
        Assert.Equal("The bank declined your withdrawal; the money is back", (string)data["viewer"]!["notifications"]!["nodes"]![0]!["title"]!);
    }

    [Fact]
    public async Task A_silent_bank_holds_the_money_until_it_answers()
    {
        var person = await server.PersonAsync(bin: "622205");
        await person.TopUpAsync("50");
        await server.PassAsync(TimeSpan.FromSeconds(2), async () => await person.BalanceAsync() == "50.00");
        var payload = await person.WithdrawAsync("20");
        Assert.Equal("PENDING", (string)payload["transaction"]!["status"]!);
        Assert.Equal(("30.00", "20.00"), (payload["wallet"]!.Amount("available"), payload["wallet"]!.Amount("held")));
        await server.PassAsync(TimeSpan.FromSeconds(2), async () => await person.BalanceAsync() == "30.00");
    }

    [Fact]
    public async Task Only_to_a_card_of_ones_own()
    {
        var (person, other) = (await server.PersonAsync(), await server.PersonAsync());
        await person.TopUpAsync("5");
        Assert.Equal("NOT_FOUND", (await person.WithdrawAsync("1", other.CardId)).CodeOf());
        Assert.Equal("VALIDATION", (await person.WithdrawAsync("0")).CodeOf());
    }
}
