using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users.Phones;

/// <summary>Ways back in for owners, which are no ways in for thieves. Each test is a story.</summary>
public sealed class WayBackTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Reset =
        """
        mutation($input: ResetPasswordInput!) { resetPassword(input: $input) {
          viewer { user { id } } tokens { accessToken refreshToken } errors { ... on Error { code } ... on ValidationError { path } } } }
        """;

    private const string NewPassword = "remembered-Pass-2";

    [Fact]
    public async Task Somebody_who_lost_everything_but_the_phone_gets_back_in_and_pays()
    {
        var (owner, friend) = (await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(friend);
        await owner.TopUpAsync("100");
        server.Clock.Advance(TimeSpan.FromHours(25));
        var lost = await SignInAsync(owner.Phone, Somebody.Password);

        // The computer is gone, and the password with it.
        var back = await ResetAsync(owner);
        Assert.Equal(owner.Id, (string)back["viewer"]!["user"]!["id"]!);
        using var old = await lost.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, old.StatusCode);

        // For a day every payment takes the PIN, which the owner knows.
        var again = owner with { Client = server.Client((string)back["tokens"]!["accessToken"]!) };
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await again.TransferAsync(friend, "1")).CodeOf());
        Assert.Null((await again.TransferAsync(friend, "1", pin: Somebody.Pin))["errors"]);
        Assert.Equal(["PASSWORD_RESET"], await AuditAsync(again, "PASSWORD_RESET"));

        server.Clock.Advance(TimeSpan.FromHours(25));
        var later = await SignInAsync(owner.Phone, NewPassword);
        Assert.Null((await (owner with { Client = later }).TransferAsync(friend, "1"))["errors"]);
    }

    [Fact]
    public async Task A_thief_with_the_phone_alone_cannot_take_the_money()
    {
        var (owner, accomplice) = (await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(accomplice);
        await owner.TopUpAsync("500");
        await owner.DoAsync("mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { errors { __typename } } }", new { });
        var stolen = await ResetAsync(owner);
        var thief = owner with { Client = server.Client((string)stolen["tokens"]!["accessToken"]!) };

        Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(thief, "unfreezeAccount", new { password = NewPassword, paymentPin = "111112" }));
        Assert.Equal("PAYMENT_PIN_REQUIRED", await CodeAsync(thief, "setPaymentPin", new { pin = "246802", password = NewPassword }));
        Assert.Equal("WRONG_PAYMENT_PIN", await CodeAsync(thief, "setPaymentPin", new { pin = "246802", password = NewPassword, currentPin = "111112" }));
        Assert.Equal("ACCOUNT_FROZEN", await CodeAsync(thief, "exportMyData", new { password = NewPassword }));
        Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(thief, "closeAccount", new { password = NewPassword }));
        var number = People.NextPhone();
        var challenge = await thief.Client.ChallengeAsync("requestPhoneCode", number);
        Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(
            thief, "changePhone", new { challenge, code = SandboxVerifier.PhoneCode, password = NewPassword }));
        var card = await thief.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = NewPassword } });
        Assert.Equal("ACCOUNT_FROZEN", card.CodeOf());
        Assert.Equal("ACCOUNT_FROZEN", (await thief.TransferAsync(accomplice, "1")).CodeOf());

        // Withdrawing is always possible, but only to the owner's own card.
        Assert.Equal("500.00", await thief.BalanceAsync());
    }

    [Fact]
    public async Task A_thief_with_the_phone_moves_nothing_of_an_account_that_is_not_frozen()
    {
        var (owner, accomplice) = (await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(accomplice);
        await owner.TopUpAsync("500");
        var link = (string)(await owner.DoAsync(
            "mutation($input: ExportMyDataInput!) { exportMyData(input: $input) { url errors { __typename } } }",
            new { password = Somebody.Password }))["url"]!;
        var stolen = await ResetAsync(owner);
        var thief = owner with { Client = server.Client((string)stolen["tokens"]!["accessToken"]!) };
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await thief.TransferAsync(accomplice, "1")).CodeOf());
        Assert.Equal("PAYMENT_PIN_REQUIRED", await CodeAsync(
            thief, "withdraw", new { idempotencyKey = Guid.CreateVersion7(), bankCard = owner.CardId, amount = new { amount = "1" } }));
        Assert.Equal("500.00", await thief.BalanceAsync());

        // A link to a copy of the owner's data ends with the sessions.
        using var http = new HttpClient();
        using var copy = await http.GetAsync(new Uri(link));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, copy.StatusCode);
    }

    [Fact]
    public async Task A_thief_with_the_phone_cannot_add_a_card_with_the_new_password()
    {
        var owner = await server.PersonAsync();
        server.Clock.Advance(TimeSpan.FromHours(25));
        var stolen = await ResetAsync(owner);
        var thief = owner with { Client = server.Client((string)stolen["tokens"]!["accessToken"]!) };
        var card = await thief.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = NewPassword } });
        Assert.Equal("PAYMENT_PIN_REQUIRED", card.CodeOf());
        var owners = await thief.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), paymentPin = Somebody.Pin } });
        Assert.Null(owners["errors"]);
    }

    [Fact]
    public async Task A_thief_who_set_the_PIN_before_the_owners_reset_comes_back_with_a_passkey_and_moves_nothing()
    {
        using var authenticator = new SoftAuthenticator();
        var (owner, accomplice) = (await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(accomplice);
        await owner.TopUpAsync("500");
        server.Clock.Advance(TimeSpan.FromHours(30));

        // The thief has a session and the password.
        var thief = await server.BackAsync(owner);
        const string theirs = "246802";
        Assert.Null(await CodeAsync(thief, "setPaymentPin", new { pin = theirs, password = Somebody.Password }));
        await thief.AddPasskeyAsync(authenticator);
        server.Clock.Advance(TimeSpan.FromHours(2));

        // A second reset makes the PIN no older.
        foreach (var _ in new[] { 1, 2 })
        {
            await ResetAsync(owner);
            var begun = await server.Client().BeginSignInAsync();
            var back = await server.Client().SignInAsync(PasskeyActs.Signed(begun, authenticator));
            thief = owner with { Client = server.Client((string)back["tokens"]!["accessToken"]!) };
            var key = Guid.CreateVersion7();
            var passkey = await thief.SignAsync(authenticator, accomplice.Id, "1", key);
            Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(
                thief, "transfer", new { idempotencyKey = key, to = accomplice.Id, amount = new { amount = "1" }, paymentPin = theirs, passkey }));
            Assert.Equal("ACCOUNT_RESTRICTED", (await thief.TransferAsync(accomplice, "1", pin: theirs)).CodeOf());
            Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(thief, "withdraw", new
            {
                idempotencyKey = Guid.CreateVersion7(), bankCard = owner.CardId, amount = new { amount = "1" }, paymentPin = theirs,
            }));
            var card = await thief.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), paymentPin = theirs } });
            Assert.Equal("ACCOUNT_RESTRICTED", card.CodeOf());
            server.Clock.Advance(TimeSpan.FromHours(23));
        }

        // The owner has had a day to take the passkey away and to set another PIN.
        server.Clock.Advance(TimeSpan.FromHours(2));
        owner = owner with { Client = await SignInAsync(owner.Phone, NewPassword) };
        Assert.Equal("500.00", await owner.BalanceAsync());
        Assert.Null(await CodeAsync(owner, "setPaymentPin", new { pin = "135791", password = NewPassword }));
        Assert.Null((await owner.TransferAsync(accomplice, "1", pin: "135791"))["errors"]);
    }

    [Fact]
    public async Task The_old_number_takes_the_account_back_from_a_thief_who_changed_the_phone()
    {
        var owner = await server.PersonAsync();
        var theirs = People.NextPhone();
        var challenge = await owner.Client.ChallengeAsync("requestPhoneCode", theirs);
        var input = new { challenge, code = SandboxVerifier.PhoneCode, password = Somebody.Password };
        Assert.Null(await CodeAsync(owner, "changePhone", input));
        Assert.Equal("CLASS_II", (string)(await owner.DataAsync("{ viewer { realName { level } } }"))["viewer"]!["realName"]!["level"]!);

        var back = await ResetAsync(owner);
        Assert.Equal(owner.Id, (string)back["viewer"]!["user"]!["id"]!);
        Assert.NotNull(await SignInAsync(owner.Phone, NewPassword));
        var refused = await server.Client().DataAsync(
            "mutation($input: SignInInput!) { signIn(input: $input) { errors { ... on Error { code } } } }",
            new { input = new { phone = theirs, password = NewPassword } });
        Assert.Equal("INVALID_CREDENTIALS", refused["signIn"]!.CodeOf());
    }

    [Fact]
    public async Task After_a_day_the_old_number_opens_nothing_and_can_sign_up_anew()
    {
        var owner = await server.PersonAsync();
        var mine = People.NextPhone();
        var challenge = await owner.Client.ChallengeAsync("requestPhoneCode", mine);
        Assert.Null(await CodeAsync(owner, "changePhone", new { challenge, code = SandboxVerifier.PhoneCode, password = Somebody.Password }));
        server.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("VALIDATION", (await TryResetAsync(owner.Phone)).CodeOf());
        Assert.NotNull((await TryResetAsync(mine))["tokens"]);
    }

    [Fact]
    public async Task A_reset_is_answered_alike_whether_or_not_the_phone_is_known()
    {
        var owner = await server.SignUpAsync();
        Assert.NotNull(await server.Client().ChallengeAsync("requestPasswordReset", owner.Phone));
        Assert.NotNull(await server.Client().ChallengeAsync("requestPasswordReset", People.NextPhone()));
        Assert.Equal("VALIDATION", (await TryResetAsync(People.NextPhone())).CodeOf());
    }

    private async Task<JsonNode> ResetAsync(Somebody owner)
    {
        var reset = await TryResetAsync(owner.Phone);
        Assert.Null(reset["errors"]);
        return reset;
    }

    private async Task<JsonNode> TryResetAsync(string phone)
    {
        var challenge = await server.Client().ChallengeAsync("requestPasswordReset", phone);
        var data = await server.Client().DataAsync(
            Reset, new { input = new { challenge, code = SandboxVerifier.PhoneCode, newPassword = NewPassword } });
        return data["resetPassword"]!;
    }

    private async Task<GraphClient> SignInAsync(string phone, string password)
    {
        var data = await server.Client().DataAsync(
            "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } errors { __typename } } }",
            new { input = new { phone, password } });
        return server.Client((string)data["signIn"]!["tokens"]!["accessToken"]!);
    }

    private static async Task<string?> CodeAsync(Somebody person, string mutation, object input)
    {
        var type = char.ToUpperInvariant(mutation[0]) + mutation[1..];
        var payload = await person.DoAsync($"mutation($input: {type}Input!) {{ {mutation}(input: $input) {{ errors {{ ... on Error {{ code }} }} }} }}", input);
        return payload.CodeOf();
    }

    private static async Task<List<string>> AuditAsync(Somebody person, string kind)
    {
        var data = await person.DataAsync("{ viewer { security { auditLog(first: 50) { nodes { kind } } } } }");
        return [.. data["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray().Select(node => (string)node!["kind"]!).Where(k => k == kind)];
    }

    [Fact]
    public async Task Who_has_no_pin_is_told_to_wait_and_sees_until_when()
    {
        var (owner, friend) = (await server.PersonAsync(), await server.PersonAsync());
        await owner.BefriendAsync(friend);
        await owner.TopUpAsync("10");
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<User>().Where(u => u.Id == owner.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PaymentPinHash, (byte[]?)null)));
        const string security = "{ viewer { security { hasPaymentPin restrictedUntil maskedPhone phoneProved } } }";
        Assert.Null((await owner.DataAsync(security))["viewer"]!["security"]!["restrictedUntil"]);
        var back = await ResetAsync(owner);
        var again = owner with { Client = server.Client((string)back["tokens"]!["accessToken"]!) };
        var seen = (await again.DataAsync(security))["viewer"]!["security"]!;
        Assert.Equal(server.Clock.GetUtcNow().UtcDateTime.AddDays(1), (DateTime)seen["restrictedUntil"]!, TimeSpan.FromMinutes(1));
        Assert.Equal(($"{owner.Phone[..3]}****{owner.Phone[7..]}", true, false), ((string)seen["maskedPhone"]!, (bool)seen["phoneProved"]!, (bool)seen["hasPaymentPin"]!));

        // A PIN cannot be set meanwhile, so asking for one would lead in a circle.
        Assert.Equal("ACCOUNT_RESTRICTED", (await again.TransferAsync(friend, "1")).CodeOf());
        Assert.Equal("ACCOUNT_RESTRICTED", await CodeAsync(again, "setPaymentPin", new { pin = "246802", password = NewPassword }));
    }
}
