using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>Payments that a passkey confirms: beyond what a PIN may, and for one payee and amount alone.</summary>
public sealed class PasskeyPaymentTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Withdraw =
        "mutation($input: WithdrawInput!) { withdraw(input: $input) { transaction { status } errors { ... on Error { code } } } }";

    private const string Answer =
        "mutation($input: AnswerPaymentRequestInput!) { answerPaymentRequest(input: $input) { request { status } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Beyond_what_a_pin_may_move_a_payment_says_that_it_takes_a_passkey_and_goes_through_with_one()
    {
        using var authenticator = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("20000");
        var key = Guid.CreateVersion7();
        Assert.Equal("PASSKEY_REQUIRED", (await payer.PayAsync(payee, "6000", key, passkey: null)).CodeOf());
        Assert.Equal("PASSKEY_REQUIRED", (await payer.PayAsync(payee, "6000", key, passkey: null, Somebody.Pin)).CodeOf());
        Assert.Equal("NO_PASSKEY", (await payer.BeginPaymentAsync(payee.Id, "6000", key)).CodeOf());

        await payer.AddPasskeyAsync(authenticator);
        var passkey = await payer.SignAsync(authenticator, payee.Id, "6000", key);
        var paid = await payer.PayAsync(payee, "6000", key, passkey);
        Assert.True(paid["errors"] is null, paid.ToJsonString());
        Assert.Equal("6000.00", await payee.BalanceAsync());
        Assert.Contains(("PASSKEY_USED", "Phone: transfer of 6000.00 CNY"), await payer.PasskeyLogAsync());

        // What was answered is answered again, whatever the passkey is by now.
        Assert.True((bool)(await payer.PayAsync(payee, "6000", key, passkey))["replayed"]!);
        Assert.True((bool)(await payer.PayAsync(payee, "6000", key, passkey: null))["replayed"]!);

        // The day is used up for the PIN and for the session, and open for the passkey.
        Assert.Equal("PASSKEY_REQUIRED", (await payer.PayAsync(payee, "1", Guid.CreateVersion7(), passkey: null, Somebody.Pin)).CodeOf());
        var second = Guid.CreateVersion7();
        Assert.Null((await payer.PayAsync(payee, "7000", second, await payer.SignAsync(authenticator, payee.Id, "7000", second)))["errors"]);
        Assert.Equal("13000.00", await payee.BalanceAsync());
    }

    [Fact]
    public async Task The_limits_show_what_each_confirmation_may_move()
    {
        using var authenticator = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("7000");
        await payer.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        await payer.PayAsync(payee, "6000", key, await payer.SignAsync(authenticator, payee.Id, "6000", key));
        Assert.Equal(
            ["DAY SESSION 1000.00 0.00", "DAY PAYMENT_PIN 5000.00 0.00", "DAY PASSKEY 100000.00 94000.00", "YEAR  100000.00 94000.00"],
            await LimitsAsync(payer));
        var beginner = await server.PersonAsync(RealNameLevel.ClassI);
        Assert.Contains("DAY PASSKEY 1000.00 1000.00", await LimitsAsync(beginner));
        Assert.Empty(await LimitsAsync(await server.SignUpAsync()));
    }

    [Fact]
    public async Task What_was_signed_holds_for_one_payee_amount_key_operation_and_payer()
    {
        using var authenticator = new SoftAuthenticator();
        using var others = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("20000");
        var other = await server.PersonAsync();
        await payer.BefriendAsync(other);
        await other.TopUpAsync("7000");
        await payer.AddPasskeyAsync(authenticator);
        await other.AddPasskeyAsync(others);
        var key = Guid.CreateVersion7();
        var passkey = await payer.SignAsync(authenticator, payee.Id, "6000", key);
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000.01", key, passkey)).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(other, "6000", key, passkey)).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", Guid.CreateVersion7(), passkey)).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await other.PayAsync(payee, "6000", key, passkey)).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await payer.DoAsync(Withdraw, new
        {
            idempotencyKey = key, amount = new { amount = "6000" }, bankCard = payer.CardId, passkey,
        })).CodeOf());

        // The passkey of somebody else, who is made to sign the payer's challenge.
        var begun = await payer.BeginPaymentAsync(payee.Id, "6000", key);
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", key, PasskeyActs.Signed(begun, others))).CodeOf());

        // A challenge to sign in opens no wallet.
        var signIn = await server.Client().BeginSignInAsync();
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", key, PasskeyActs.Signed(signIn, authenticator))).CodeOf());
        authenticator.Origin = "https://evil.example";
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", key, PasskeyActs.Signed(begun, authenticator))).CodeOf());
        authenticator.Origin = "http://localhost:5080";
        authenticator.VerifiesUser = false;
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", key, PasskeyActs.Signed(begun, authenticator))).CodeOf());
        authenticator.VerifiesUser = true;
        passkey["credential"] = ((string)passkey["credential"]!)[..^2];
        Assert.Equal("VALIDATION", (await payer.PayAsync(payee, "6000", key, passkey)).CodeOf());
        Assert.Equal("20000.00", await payer.BalanceAsync());
        Assert.Equal(8, (await payer.PasskeyLogAsync()).Count(row => row.Kind == "PASSKEY_REFUSED"));
        Assert.Null((await payer.PayAsync(payee, "6000", key, PasskeyActs.Signed(begun, authenticator)))["errors"]);
    }

    [Fact]
    public async Task A_counter_that_goes_back_is_refused_and_noted()
    {
        using var authenticator = new SoftAuthenticator { Counter = 10 };
        var (payer, payee) = await server.FriendsAsync("20000");
        await payer.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        Assert.Null((await payer.PayAsync(payee, "6000", key, await payer.SignAsync(authenticator, payee.Id, "6000", key)))["errors"]);
        authenticator.Counter = 5;
        var copied = Guid.CreateVersion7();
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(
            payee, "6000", copied, await payer.SignAsync(authenticator, payee.Id, "6000", copied))).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(
            PasskeyActs.Signed(await server.Client().BeginSignInAsync(), authenticator))).CodeOf());
        var noted = (await payer.PasskeyLogAsync()).Where(row => row.Kind == "PASSKEY_REFUSED").ToList();
        Assert.Equal(2, noted.Count);
        Assert.All(noted, row => Assert.StartsWith("Phone: its counter went back", row.Detail));
        Assert.Equal("14000.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Both_are_checked_when_both_are_sent_and_a_refused_payment_uses_nothing_up()
    {
        using var authenticator = new SoftAuthenticator { Counter = 1 };
        var (payer, payee) = await server.FriendsAsync("5500");
        await payer.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        var passkey = await payer.SignAsync(authenticator, payee.Id, "5500", key);
        Assert.Equal("WRONG_PAYMENT_PIN", (await payer.PayAsync(payee, "5500", key, passkey, "000001")).CodeOf());
        await payer.FreezeAsync();
        Assert.Equal("ACCOUNT_FROZEN", (await payer.PayAsync(payee, "5500", key, passkey, Somebody.Pin)).CodeOf());
        Assert.Null((await payer.UnfreezeAsync())["errors"]);
        Assert.Null((await payer.PayAsync(payee, "5500", key, passkey, Somebody.Pin))["errors"]);
    }

    [Fact]
    public async Task Of_duplicates_with_one_passkey_one_pays_and_the_others_get_its_answer()
    {
        using var authenticator = new SoftAuthenticator { Counter = 1 };
        var (payer, payee) = await server.FriendsAsync("6000");
        await payer.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        var passkey = await payer.SignAsync(authenticator, payee.Id, "6000", key);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => payer.PayAsync(payee, "6000", key, passkey.DeepClone().AsObject())));
        Assert.All(answers, answer => Assert.True(answer["errors"] is null, answer.ToJsonString()));
        Assert.Single(answers, answer => !(bool)answer["replayed"]!);
        Assert.Equal("0.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task A_request_a_deal_and_a_withdrawal_take_a_passkey_too()
    {
        using var authenticator = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("30000");
        await payer.AddPasskeyAsync(authenticator);
        var asked = (await payee.AskForAsync(payer, "6000")).Id("request");
        var key = Guid.CreateVersion7();
        var wrong = await payer.SignAsync(authenticator, asked, "5999", key, "answerPaymentRequest");
        Assert.Equal("PASSKEY_REFUSED", (await payer.DoAsync(Answer, new { idempotencyKey = key, request = asked, pay = true, passkey = wrong })).CodeOf());
        var right = await payer.SignAsync(authenticator, asked, "6000", key, "answerPaymentRequest");
        Assert.Null((await payer.DoAsync(Answer, new { idempotencyKey = key, request = asked, pay = true, passkey = right }))["errors"]);

        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(DateTimeOffset.UtcNow, new { price = new { amount = "5500" }, listPrice = new { amount = "9999" } });
        var bought = Guid.CreateVersion7();
        Assert.Equal("PASSKEY_REQUIRED", (await payer.BuyAsync(deal, key: bought)).CodeOf());
        var passkey = await payer.SignAsync(authenticator, deal, "11000", bought, "buyDeal");
        Assert.Equal("PASSKEY_REFUSED", (await payer.BuyAsync(deal, new { quantity = 1, passkey }, bought)).CodeOf());
        var order = await payer.BuyAsync(deal, new { quantity = 2, passkey }, bought);
        Assert.True(order["errors"] is null, order.ToJsonString());

        var taken = Guid.CreateVersion7();
        var signed = await payer.SignAsync(authenticator, payer.CardId!, "13000", taken, "withdraw");
        object Out(string amount) => new { idempotencyKey = taken, amount = new { amount }, bankCard = payer.CardId, passkey = signed };
        Assert.Equal("PASSKEY_REFUSED", (await payer.DoAsync(Withdraw, Out("12000"))).CodeOf());
        Assert.Null((await payer.DoAsync(Withdraw, Out("13000")))["errors"]);
        Assert.Equal("0.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task A_challenge_is_made_for_operations_that_exist_and_comes_alone()
    {
        using var authenticator = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("100");
        await payer.AddPasskeyAsync(authenticator);
        var unknown = await payer.BeginPaymentAsync(payee.Id, "1", Guid.CreateVersion7(), "splitBill");
        Assert.Equal(("VALIDATION", "operation"), (unknown.CodeOf(), (string)unknown["errors"]![0]!["path"]![0]!));
        var elsewhere = await payer.BeginPaymentAsync(payer.CardId!, "1", Guid.CreateVersion7());
        Assert.Equal(("VALIDATION", "subject"), (elsewhere.CodeOf(), (string)elsewhere["errors"]![0]!["path"]![0]!));
        var passkey = await payer.SignAsync(authenticator, payee.Id, "1", Guid.CreateVersion7());
        object Input(JsonObject? proof) => new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, passkey = proof };
        const string two =
            "mutation($a: TransferInput!, $b: TransferInput!) { a: transfer(input: $a) { errors { __typename } } b: transfer(input: $b) { errors { __typename } } }";
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(two, new { a = Input(null), b = Input(passkey) })).Code);
    }

    private static async Task<IEnumerable<string>> LimitsAsync(Somebody person)
    {
        var data = await person.DataAsync("{ viewer { realName { limits { period confirmation limit { amount } remaining { amount } } } } }");
        return data["viewer"]!["realName"]!["limits"]!.AsArray().Select(row =>
            $"{row!["period"]} {row["confirmation"]} {row.Amount("limit")} {row.Amount("remaining")}");
    }
}
