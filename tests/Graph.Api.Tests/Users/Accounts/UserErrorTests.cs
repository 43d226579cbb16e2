using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Users.Accounts;

/// <summary>What sessions, profiles and evidence are refused for.</summary>
public sealed class UserErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    private const string Wrong = "wrong-Pass-1";

    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("signUp", "ValidationError", stage => NewUserAsync(stage, password: "short")),
        new("signUp", "PhoneTakenError", async stage =>
            await NewUserAsync(stage, phone: (await stage.Someone).Phone)),
        new("signUp", "HandleTakenError", async stage =>
            await NewUserAsync(stage, handle: (await stage.Someone).Handle)),
        new("signIn", "InvalidCredentialsError", async stage =>
            await stage.Client().TryAsync("signIn", new { phone = (await stage.Someone).Phone, password = Wrong })),
        new("refreshSession", "InvalidRefreshTokenError", stage =>
            stage.Client().TryAsync("refreshSession", new { refreshToken = "none" })),
        new("signOut", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("signOut", new { session = Unknown("Session") })),

        new("updateProfile", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("updateProfile", new { displayName = "" })),
        new("changePassword", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("changePassword", Passwords(Somebody.Password, "short"))),
        new("changePassword", "WrongPasswordError", async stage =>
            await (await stage.Someone).TryAsync("changePassword", Passwords(Wrong, "another-Pass-1"))),
        new("setPaymentPin", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync(
                "setPaymentPin", new { pin = "111111", password = Somebody.Password })),
        new("setPaymentPin", "WrongPasswordError", async stage =>
            await (await stage.Someone).TryAsync("setPaymentPin", new { pin = "123456", password = Wrong })),

        new("freezeAccount", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("freezeAccount", new { reason = Long(201) })),
        new("unfreezeAccount", "ValidationError", async stage =>
            await (await stage.SignUpAsync()).TryAsync("unfreezeAccount", Proof(Somebody.Password, Somebody.Pin))),
        new("unfreezeAccount", "WrongPasswordError", async stage =>
            await (await stage.Frozen).TryAsync("unfreezeAccount", Proof(Wrong, Somebody.Pin))),
        new("unfreezeAccount", "PaymentPinRequiredError", async stage =>
            await (await stage.Frozen).TryAsync("unfreezeAccount", Proof(Somebody.Password, null))),
        new("unfreezeAccount", "WrongPaymentPinError", async stage =>
            await (await stage.Frozen).TryAsync("unfreezeAccount", Proof(Somebody.Password, "000001"))),

        new("markNotificationsRead", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("markNotificationsRead", new { upTo = "none" })),

        new("requestPhoneCode", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("requestPhoneCode", new { phone = "1" })),
        new("requestPhoneCode", "VerifierUnavailableError", async stage =>
        {
            var person = await stage.SignUpAsync();
            stage.Verifier.At(person.Phone, Unavailable);
            return await person.TryAsync("requestPhoneCode", new { phone = person.Phone });
        }),
        new("submitEvidence", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("submitEvidence", Address("文三路 1", province: "nowhere"))),
        new("submitEvidence", "AlreadyIdentifiedError", async stage => await (await stage.Someone).TryAsync(
            "submitEvidence", new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } })),
        new("submitEvidence", "VerifierUnavailableError", async stage =>
        {
            stage.Verifier.At("an unreachable street", Unavailable);
            return await (await stage.Someone).TryAsync("submitEvidence", Address("an unreachable street"));
        }),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    internal static object Address(string street, string province = "浙江省") =>
        new { address = new { province, city = "杭州市", street } };

    private static async Task<System.Text.Json.Nodes.JsonNode> NewUserAsync(
        Stage stage, string? phone = null, string? handle = null, string password = Somebody.Password)
    {
        phone ??= People.NextPhone();
        return await stage.Client().TryAsync("signUp", new
        {
            phone,
            challenge = await stage.Client().ChallengeAsync("requestSignUpCode", phone),
            phoneCode = "246810",
            handle = handle ?? "new_" + People.NextPhone(),
            displayName = "New",
            password,
        });
    }

    private static object Passwords(string password, string newPassword) => new { password, newPassword };

    private static object Proof(string password, string? paymentPin) => new { password, paymentPin };

    private static Task Unavailable() => throw new DomainException(new VerifierUnavailableError());
}
