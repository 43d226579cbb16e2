using System.Globalization;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

/// <summary>A server where a new card waits, as by default.</summary>
public sealed class WaitingCardServer : ClockedServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Security:NewCardDelay"] = "1.00:00:00" };
}

public sealed class BankCardTests(WaitingCardServer server) : Scenario(server), IClassFixture<WaitingCardServer>
{
    private const string Cards = "{ viewer { bankCards { id isDefault withdrawableFrom addedAt } realName { level } } }";

    [Fact]
    public async Task A_card_takes_a_secret_and_a_frozen_account_gets_none()
    {
        var person = await server.PersonAsync();
        Assert.Equal("VALIDATION", (await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber() } })).CodeOf());
        Assert.Equal("WRONG_PASSWORD", (await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = "wrong-Pass-1" } })).CodeOf());
        Assert.Equal("WRONG_PAYMENT_PIN", (await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), paymentPin = "975310" } })).CodeOf());
        Assert.Null((await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), paymentPin = Somebody.Pin } }))["errors"]);
        await person.DoAsync("mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { errors { __typename } } }", new { });
        Assert.Equal("ACCOUNT_FROZEN", (await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), paymentPin = Somebody.Pin } })).CodeOf());
    }

    [Fact]
    public async Task A_new_card_waits_a_day_for_its_first_withdrawal_and_the_owner_is_told()
    {
        var person = await server.PersonAsync();
        await person.TopUpAsync("50");
        Assert.Equal("BANK_CARD_TOO_NEW", await WithdrawAsync(person));
        var told = await person.DataAsync("{ viewer { notifications(first: 9) { nodes { title } } } }");
        Assert.Contains("A bank card was added to your account", told["viewer"]!["notifications"]!["nodes"]!.AsArray().Select(n => (string)n!["title"]!));
        server.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await WithdrawAsync(await server.BackAsync(person)));
    }

    [Fact]
    public async Task A_removed_card_is_gone_the_level_stays_and_added_again_it_waits_again()
    {
        var (person, number) = (await server.PersonAsync(), People.CardNumber());
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await person.SubmitAsync(new { bankCard = new { cardNumber = number, password = Somebody.Password } });
        var two = (await person.DataAsync(Cards))["viewer"]!["bankCards"]!.AsArray();
        Assert.Equal([false, true], two.Select(card => (bool)card!["isDefault"]!));
        var (newer, older) = ((string)two[0]!["id"]!, (string)two[1]!["id"]!);
        var preferred = await person.DoAsync(
            "mutation($input: SetDefaultBankCardInput!) { setDefaultBankCard(input: $input) { bankCard { id isDefault } errors { __typename } } }", new { bankCard = newer });
        Assert.True((bool)preferred["bankCard"]!["isDefault"]!);

        const string remove = "mutation($input: RemoveBankCardInput!) { removeBankCard(input: $input) { viewer { id } errors { ... on Error { code } } } }";
        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(remove, new { bankCard = newer, password = "wrong-Pass-1" })).CodeOf());
        Assert.Null((await person.DoAsync(remove, new { bankCard = newer, password = Somebody.Password }))["errors"]);
        Assert.Equal("NOT_FOUND", (await person.DoAsync(remove, new { bankCard = newer, password = Somebody.Password })).CodeOf());
        var left = (await person.DataAsync(Cards))["viewer"]!;
        Assert.Equal([(older, true)], left["bankCards"]!.AsArray().Select(card => ((string)card!["id"]!, (bool)card["isDefault"]!)));
        Assert.Equal("CLASS_II", (string)left["realName"]!["level"]!);

        server.Clock.Advance(TimeSpan.FromHours(30));
        var back = await server.BackAsync(person);
        await back.SubmitAsync(new { bankCard = new { cardNumber = number, password = Somebody.Password } });
        var again = (await back.DataAsync(Cards))["viewer"]!["bankCards"]!.AsArray().Single(card => (string)card!["id"]! == newer)!;
        Assert.Equal(server.Clock.GetUtcNow().AddHours(24), DateTimeOffset.Parse((string)again["withdrawableFrom"]!, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_card_that_was_added_just_before_the_freeze_gets_nothing_while_it_lasts()
    {
        var person = await server.PersonAsync();
        await person.TopUpAsync("50");
        server.Clock.Advance(TimeSpan.FromHours(25));
        person = await server.BackAsync(person);
        await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        var thiefs = (await person.DataAsync(Cards))["viewer"]!["bankCards"]!.AsArray().Single(card => (string)card!["id"]! != person.CardId)!;
        server.Clock.Advance(TimeSpan.FromHours(1));
        person = await server.BackAsync(person);
        await person.DoAsync("mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { errors { __typename } } }", new { });
        server.Clock.Advance(TimeSpan.FromHours(25));
        person = await server.BackAsync(person);
        var added = person with { CardId = (string)thiefs["id"]! };
        Assert.Equal("ACCOUNT_FROZEN", await WithdrawAsync(added));
        Assert.Null(await WithdrawAsync(person));
        await person.DoAsync(
            "mutation($input: UnfreezeAccountInput!) { unfreezeAccount(input: $input) { errors { __typename } } }",
            new { password = Somebody.Password, paymentPin = Somebody.Pin });
        Assert.Null(await WithdrawAsync(added));
    }

    private static async Task<string?> WithdrawAsync(Somebody person) => (await person.DoAsync(
        "mutation($input: WithdrawInput!) { withdraw(input: $input) { errors { ... on Error { code } } } }",
        new { idempotencyKey = Guid.CreateVersion7(), amount = new { amount = "10" }, bankCard = person.CardId })).CodeOf();
}
