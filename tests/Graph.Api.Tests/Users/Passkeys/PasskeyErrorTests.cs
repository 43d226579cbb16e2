using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>What passkeys are refused for, and payments for want of one.</summary>
public sealed class PasskeyErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    private const string Wrong = "wrong-Pass-1";

    /// <summary>What no authenticator has signed.</summary>
    internal static readonly object Forged = new { challenge = "none", credential = "{}" };

    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("requestPasskeyRegistration", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("requestPasskeyRegistration", new { password = "" })),
        new("removePasskey", "ValidationError", async stage => await (await stage.Someone).TryAsync(
            "removePasskey", new { passkey = Unknown("Passkey"), password = "" })),
        new("requestPasskeyRegistration", "WrongPasswordError", async stage =>
            await (await stage.Someone).TryAsync("requestPasskeyRegistration", new { password = Wrong })),
        new("requestPasskeyRegistration", "AccountFrozenError", async stage => await BeginAsync(await stage.Frozen)),
        new("requestPasskeyRegistration", "AccountRestrictedError", async stage =>
            await BeginAsync(await AccountErrorTests.RestrictedAsync(stage))),
        new("requestPasskeyRegistration", "PasskeyLimitReachedError", async stage =>
        {
            var person = await stage.SignUpAsync();
            for (var number = 0; number < 20; number++)
            {
                using var authenticator = new SoftAuthenticator();
                await person.AddPasskeyAsync(authenticator);
            }

            return await BeginAsync(person);
        }),
        new("addPasskey", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("addPasskey", new { challenge = "none", credential = "{}", name = "" })),
        new("addPasskey", "PasskeyRefusedError", async stage =>
            await (await stage.Someone).TryAsync("addPasskey", new { challenge = "none", credential = "{}", name = "Phone" })),
        new("addPasskey", "AccountFrozenError", stage => AddAfterAsync(stage, person => person.FreezeAsync())),
        new("addPasskey", "AccountRestrictedError", stage => AddAfterAsync(stage, person => AccountErrorTests.RestrictAsync(stage, person))),
        new("addPasskey", "PasskeyLimitReachedError", stage => AddAfterAsync(stage, async person =>
        {
            for (var number = 0; number < 20; number++)
            {
                using var other = new SoftAuthenticator();
                await person.AddPasskeyAsync(other);
            }
        })),
        new("renamePasskey", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("renamePasskey", new { passkey = "none", name = "" })),
        new("renamePasskey", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("renamePasskey", new { passkey = Unknown("Passkey"), name = "Phone" })),
        new("removePasskey", "NotFoundError", async stage => await (await stage.Someone).TryAsync(
            "removePasskey", new { passkey = Unknown("Passkey"), password = Somebody.Password })),
        new("removePasskey", "WrongPasswordError", async stage => await (await stage.Someone).TryAsync(
            "removePasskey", new { passkey = Unknown("Passkey"), password = Wrong })),
        new("removePasskey", "PaymentPinRequiredError", stage => RemoveOldAsync(stage, pin: null)),
        new("removePasskey", "WrongPaymentPinError", stage => RemoveOldAsync(stage, pin: "000001")),
        new("removePasskey", "AccountRestrictedError", stage => RemoveOldAsync(stage, Somebody.Pin)),
        new("requestPasskeySignIn", "ValidationError", stage =>
            stage.Client().TryAsync("requestPasskeySignIn", new { deviceToken = Long(201) })),
        new("signInWithPasskey", "ValidationError", stage =>
            stage.Client().TryAsync("signInWithPasskey", new { challenge = "none", credential = "{" })),
        new("signInWithPasskey", "PasskeyRefusedError", stage => stage.Client().TryAsync("signInWithPasskey", Forged)),
        new("requestPaymentPasskey", "ValidationError", stage => BeginPaymentAsync(stage, "signOut")),
        new("requestPaymentPasskey", "NoPasskeyError", stage => BeginPaymentAsync(stage, "transfer")),

        new("transfer", "PasskeyRequiredError", async stage =>
            await TransferAsync(stage, await stage.RichAsync(), "5000.01", new { paymentPin = Somebody.Pin })),
        new("transfer", "PasskeyRefusedError", async stage => await TransferAsync(stage, await stage.RichAsync(), "1", new { passkey = Forged })),
        new("transfer", "LimitExceededError", async stage => await TransferAsync(stage, await BeginnerAsync(stage), "1000.01", new { })),
        new("answerPaymentRequest", "PasskeyRequiredError", async stage =>
            await AnswerAsync(stage, await stage.RichAsync(), "5000.01", new { paymentPin = Somebody.Pin })),
        new("answerPaymentRequest", "PasskeyRefusedError", async stage =>
            await AnswerAsync(stage, await stage.RichAsync(), "1", new { passkey = Forged })),
        new("answerPaymentRequest", "LimitExceededError", async stage =>
            await AnswerAsync(stage, await BeginnerAsync(stage), "1000.01", new { })),
        new("buyDeal", "PasskeyRequiredError", async stage =>
            await BuyAsync(stage, await stage.RichAsync(), "5000.01", new { paymentPin = Somebody.Pin })),
        new("buyDeal", "PasskeyRefusedError", async stage => await BuyAsync(stage, await stage.RichAsync(), "1", new { passkey = Forged })),
        new("buyDeal", "LimitExceededError", async stage => await BuyAsync(stage, await BeginnerAsync(stage), "1000.01", new { })),
        new("withdraw", "PasskeyRefusedError", async stage => await (await stage.Someone).TryOnceAsync(
            "withdraw", new { amount = Yuan("1"), bankCard = (await stage.Someone).CardId, passkey = Forged })),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>Removes a passkey that is older than a restriction by days, with a PIN that is younger.</summary>
    private static async Task<JsonNode> RemoveOldAsync(Stage stage, string? pin)
    {
        using var authenticator = new SoftAuthenticator();
        var person = await stage.PersonAsync();
        var passkey = (string)(await person.AddPasskeyAsync(authenticator))["id"]!;
        var (id, before) = (To<PasskeyId>(passkey), DateTime.UtcNow.AddDays(-2));
        await stage.ChangeAsync(db => db.Set<Passkey>().Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.CreatedAt, before)));
        await AccountErrorTests.RestrictAsync(stage, person);
        return await person.TryAsync("removePasskey", new { passkey, password = Somebody.Password, paymentPin = pin });
    }

    private static Task<JsonNode> BeginAsync(Somebody person) =>
        person.TryAsync("requestPasskeyRegistration", new { password = Somebody.Password });

    /// <summary>Adds a passkey that was begun before something happened.</summary>
    private static async Task<JsonNode> AddAfterAsync(Stage stage, Func<Somebody, Task> happens)
    {
        using var authenticator = new SoftAuthenticator();
        var person = await stage.SignUpAsync();
        var begun = await person.BeginPasskeyAsync();
        await happens(person);
        var credential = authenticator.Create((string)begun["publicKey"]!);
        return await person.TryAsync("addPasskey", new { challenge = (string)begun["challenge"]!, credential, name = "Phone" });
    }

    private static async Task<JsonNode> BeginPaymentAsync(Stage stage, string operation) => await (await stage.Someone).TryOnceAsync(
        "requestPaymentPasskey", new { operation, subject = (await stage.Friend).Id, amount = Yuan("1") });

    /// <summary>Somebody who may spend ¥1,000 over the account's life, and has more.</summary>
    private static async Task<Somebody> BeginnerAsync(Stage stage)
    {
        var beginner = await stage.FriendAsync(RealNameLevel.ClassI);
        Assert.Null((await beginner.TopUpAsync("2000"))["errors"]);
        return beginner;
    }

    private static async Task<JsonNode> TransferAsync(Stage stage, Somebody payer, string amount, object proof) =>
        await payer.TryOnceAsync("transfer", With(proof, new { to = (await stage.Someone).Id, amount = Yuan(amount) }));

    private static async Task<JsonNode> AnswerAsync(Stage stage, Somebody payer, string amount, object proof)
    {
        var request = (await (await stage.Someone).AskForAsync(payer, amount)).Id("request");
        return await payer.TryOnceAsync("answerPaymentRequest", With(proof, new { request, pay = true }));
    }

    private static async Task<JsonNode> BuyAsync(Stage stage, Somebody buyer, string price, object proof) =>
        await buyer.BuyAsync(await stage.SellAsync(new { price = Yuan(price) }), proof);

    private static JsonObject With(object proof, object input)
    {
        var whole = System.Text.Json.JsonSerializer.SerializeToNode(input)!.AsObject();
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(proof)!.AsObject())
        {
            whole[name] = value?.DeepClone();
        }

        return whole;
    }
}
