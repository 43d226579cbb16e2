using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Users;

/// <summary>A field of a form that was left empty is a mistake that costs nothing, and no guess of a secret.</summary>
public sealed class EmptySecretTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    /// <summary>More than the wrong guesses of any secret that are accepted.</summary>
    private const int Often = 12;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("13579")]
    [InlineData("abcdef")]
    public async Task What_cannot_be_a_pin_is_no_wrong_pin(string pin)
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("10");
        for (var time = 0; time < Often; time++)
        {
            Assert.Equal(["paymentPin"], PathOf(await payer.TransferAsync(payee, "1", pin: pin)));
        }

        Assert.Null((await payer.TransferAsync(payee, "1", pin: Somebody.Pin))["errors"]);
        Assert.DoesNotContain("PIN_FAILED", await AuditAsync(payer));
        Assert.Equal(["currentPin"], PathOf(await TryAsync(payer, "setPaymentPin", new { pin = "246802", password = Somebody.Password, currentPin = pin })));
        Assert.Equal(["bankCard", "paymentPin"], PathOf(await TryAsync(
            payer, "submitEvidence", new { bankCard = new { cardNumber = "6222020000000007", paymentPin = pin } })));
    }

    [Fact]
    public async Task An_empty_password_is_no_wrong_password()
    {
        var person = await server.PersonAsync();
        const string password = "";
        for (var time = 0; time < Often; time++)
        {
            Assert.Equal(["password"], PathOf(await SignInAsync(person, password)));
            Assert.Equal(["password"], PathOf(await TryAsync(person, "changePassword", new { password, newPassword = "other-Pass-2" })));
        }

        Assert.Equal(["password"], PathOf(await TryAsync(person, "unfreezeAccount", new { password })));
        Assert.Equal(["password"], PathOf(await TryAsync(person, "closeAccount", new { password })));
        Assert.Equal(["password"], PathOf(await TryAsync(person, "exportMyData", new { password })));
        Assert.Equal(["password"], PathOf(await TryAsync(person, "removeBankCard", new { bankCard = person.CardId, password })));
        Assert.Equal(["password"], PathOf(await TryAsync(person, "requestPasskeyRegistration", new { password })));
        Assert.Equal(["password"], PathOf(await TryAsync(person, "removePasskey", new { passkey = "none", password })));
        Assert.Equal(["bankCard", "password"], PathOf(await TryAsync(
            person, "submitEvidence", new { bankCard = new { cardNumber = "6222020000000007", password } })));
        Assert.Null((await SignInAsync(person, Somebody.Password))["errors"]);
        Assert.DoesNotContain("SIGN_IN_FAILED", await AuditAsync(person));
    }

    [Fact]
    public async Task An_empty_code_is_no_try()
    {
        var person = await server.SignUpAsync();
        var phone = People.NextPhone();
        var challenge = await person.Client.ChallengeAsync("requestPhoneCode", phone);
        foreach (var code in Enumerable.Repeat("", Often).Append("\u200b - "))
        {
            Assert.Equal(["code"], PathOf(await TryAsync(person, "changePhone", new { challenge, code, password = Somebody.Password })));
            Assert.Equal(["phone", "code"], PathOf(await TryAsync(person, "submitEvidence", new { phone = new { challenge, code } })));
        }

        Assert.Null((await TryAsync(
            person, "changePhone", new { challenge, code = SandboxVerifier.PhoneCode, password = Somebody.Password }))["errors"]);
        var shop = await server.OpenShopAsync();
        Assert.Equal(["voucherCode"], PathOf(await TryAsync(
            shop.Owner, "redeemVoucher", new { idempotencyKey = Guid.CreateVersion7(), shop = shop.Shop, voucherCode = " - " })));
    }

    private async Task<JsonNode> SignInAsync(Somebody person, string password) => (await server.Client().DataAsync(
        "mutation($input: SignInInput!) { signIn(input: $input) { errors { __typename ... on Error { message } ... on ValidationError { path } } } }",
        new { input = new { phone = person.Phone, password } }))["signIn"]!;

    private static Task<JsonNode> TryAsync(Somebody person, string mutation, object input) => person.DoAsync(
        $$"""
        mutation($input: {{char.ToUpperInvariant(mutation[0])}}{{mutation[1..]}}Input!) { {{mutation}}(input: $input) {
          errors { __typename ... on Error { message } ... on ValidationError { path } } } }
        """,
        input);

    private static string[] PathOf(JsonNode payload)
    {
        var error = Assert.Single(payload["errors"]!.AsArray())!;
        Assert.Equal("ValidationError", (string)error["__typename"]!);
        return [.. error["path"]!.AsArray().Select(step => (string)step!)];
    }

    private static async Task<IReadOnlyList<string>> AuditAsync(Somebody person) =>
    [
        .. (await person.DataAsync("{ viewer { security { auditLog(first: 100) { nodes { kind } } } } }"))["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray()
            .Select(line => (string)line!["kind"]!),
    ];
}
