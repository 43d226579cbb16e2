using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Users.Accounts;

/// <summary>What ways back in, bank cards, copies of data and closing an account are refused for.</summary>
public sealed class AccountErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    private const string Wrong = "wrong-Pass-1";

    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("requestSignUpCode", "ValidationError", stage => stage.Client().TryAsync("requestSignUpCode", new { phone = "1" })),
        new("requestSignUpCode", "VerifierUnavailableError", stage => UnsentAsync(stage, "requestSignUpCode")),
        new("requestPasswordReset", "ValidationError", stage => stage.Client().TryAsync("requestPasswordReset", new { phone = "1" })),
        new("requestPasswordReset", "VerifierUnavailableError", stage => UnsentAsync(stage, "requestPasswordReset")),
        new("resetPassword", "ValidationError", stage => stage.Client().TryAsync(
            "resetPassword", new { challenge = "none", code = "1", newPassword = "another-Pass-1" })),

        new("changePhone", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("changePhone", new { challenge = "none", code = "1", password = Somebody.Password })),
        new("changePhone", "WrongPasswordError", async stage =>
            await (await stage.Someone).TryAsync("changePhone", new { challenge = "none", code = "1", password = Wrong })),
        new("changePhone", "PhoneTakenError", async stage =>
        {
            var someone = await stage.Someone;
            var challenge = await someone.Client.ChallengeAsync("requestPhoneCode", (await stage.Friend).Phone);
            return await someone.TryAsync("changePhone", new { challenge, code = SandboxVerifier.PhoneCode, password = Somebody.Password });
        }),
        new("changePhone", "AccountRestrictedError", async stage => await (await RestrictedAsync(stage)).TryAsync(
            "changePhone", new { challenge = "none", code = "1", password = Somebody.Password })),

        new("signIn", "ValidationError", stage => stage.Client().TryAsync("signIn", new { phone = "13800000001", password = "" })),
        new("closeAccount", "ValidationError", async stage => await (await stage.Someone).TryAsync("closeAccount", new { password = "" })),
        new("exportMyData", "ValidationError", async stage => await (await stage.Someone).TryAsync("exportMyData", new { password = "" })),
        new("removeBankCard", "ValidationError", async stage => await (await stage.Someone).TryAsync(
            "removeBankCard", new { bankCard = Unknown("BankCard"), password = "" })),
        new("closeAccount", "WrongPasswordError", async stage => await (await stage.Someone).TryAsync("closeAccount", new { password = Wrong })),
        new("closeAccount", "AccountNotEmptyError", async stage =>
            await (await stage.Someone).TryAsync("closeAccount", new { password = Somebody.Password })),
        new("closeAccount", "AccountRestrictedError", async stage =>
            await (await RestrictedAsync(stage)).TryAsync("closeAccount", new { password = Somebody.Password })),
        new("exportMyData", "WrongPasswordError", async stage => await (await stage.Someone).TryAsync("exportMyData", new { password = Wrong })),
        new("exportMyData", "AccountFrozenError", async stage =>
            await (await stage.Frozen).TryAsync("exportMyData", new { password = Somebody.Password })),
        new("exportMyData", "AccountRestrictedError", async stage =>
            await (await RestrictedAsync(stage)).TryAsync("exportMyData", new { password = Somebody.Password })),
        new("exportMyData", "ExportedRecentlyError", async stage =>
        {
            var person = await stage.SignUpAsync();
            Assert.Null((await person.TryAsync("exportMyData", new { password = Somebody.Password }))["errors"]);
            return await person.TryAsync("exportMyData", new { password = Somebody.Password });
        }),

        new("setDefaultBankCard", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("setDefaultBankCard", new { bankCard = Unknown("BankCard") })),
        new("removeBankCard", "NotFoundError", async stage => await (await stage.Someone).TryAsync(
            "removeBankCard", new { bankCard = Unknown("BankCard"), password = Somebody.Password })),
        new("removeBankCard", "WrongPasswordError", async stage => await (await stage.Someone).TryAsync(
            "removeBankCard", new { bankCard = (await stage.Someone).CardId, password = Wrong })),
        new("submitEvidence", "AccountFrozenError", async stage =>
            await (await stage.Frozen).TryAsync("submitEvidence", Card(Somebody.Password, null))),
        new("submitEvidence", "WrongPasswordError", async stage =>
            await (await stage.Someone).TryAsync("submitEvidence", Card(Wrong, null))),
        new("submitEvidence", "WrongPaymentPinError", async stage =>
            await (await stage.Someone).TryAsync("submitEvidence", Card(null, "000001"))),
        new("submitEvidence", "PaymentPinRequiredError", async stage =>
            await (await RestrictedAsync(stage)).TryAsync("submitEvidence", Card(Somebody.Password, null))),
        new("submitEvidence", "AccountRestrictedError", async stage =>
            await (await RestrictedAsync(stage, hasPin: false)).TryAsync("submitEvidence", Card(Somebody.Password, null))),

        new("setPaymentPin", "AccountRestrictedError", async stage =>
            await (await RestrictedAsync(stage, hasPin: false)).TryAsync("setPaymentPin", Pin(null))),
        new("setPaymentPin", "PaymentPinRequiredError", async stage =>
            await (await RestrictedAsync(stage)).TryAsync("setPaymentPin", Pin(null))),
        new("setPaymentPin", "WrongPaymentPinError", async stage =>
            await (await RestrictedAsync(stage)).TryAsync("setPaymentPin", Pin("000001"))),
        new("unfreezeAccount", "AccountRestrictedError", async stage => await (await RestrictedAsync(stage)).TryAsync(
            "unfreezeAccount", new { password = Somebody.Password, paymentPin = Somebody.Pin })),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>Somebody whose password was reset a moment ago.</summary>
    internal static async Task<Somebody> RestrictedAsync(Stage stage, bool hasPin = true)
    {
        var person = hasPin ? await stage.PersonAsync() : await stage.SignUpAsync();
        await RestrictAsync(stage, person);
        return person;
    }

    /// <summary>Somebody whose password was reset a moment ago, and whose PIN was set less than a day before.</summary>
    internal static async Task<Somebody> YoungAsync(Stage stage, Somebody person)
    {
        await RestrictAsync(stage, person);
        return person;
    }

    internal static Task RestrictAsync(Stage stage, Somebody person) => stage.ChangeAsync(db => db.Set<User>()
        .Where(u => u.Id == person.UserId)
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.RestrictedUntil, DateTime.UtcNow.AddDays(1))));

    private static async Task<System.Text.Json.Nodes.JsonNode> UnsentAsync(Stage stage, string mutation)
    {
        var phone = People.NextPhone();
        stage.Verifier.At(phone, () => throw new DomainException(new VerifierUnavailableError()));
        return await stage.Client().TryAsync(mutation, new { phone });
    }

    private static object Card(string? password, string? paymentPin) =>
        new { bankCard = new { cardNumber = People.CardNumber(), password, paymentPin } };

    private static object Pin(string? currentPin) => new { pin = "246802", password = Somebody.Password, currentPin };
}
