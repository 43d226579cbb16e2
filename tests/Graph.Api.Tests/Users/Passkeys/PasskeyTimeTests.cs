using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>What time does to passkeys: challenges expire, and a reset of the password restricts for a day.</summary>
public sealed class PasskeyTimeTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task A_challenge_expires_after_five_minutes_and_is_swept_later()
    {
        using var authenticator = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("6000");
        await payer.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        var passkey = await payer.SignAsync(authenticator, payee.Id, "6000", key);
        var signIn = PasskeyActs.Signed(await server.Client().BeginSignInAsync(), authenticator);
        server.Clock.Advance(PasskeyChallenge.Lifetime);
        Assert.Equal("PASSKEY_REFUSED", (await payer.PayAsync(payee, "6000", key, passkey)).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(signIn)).CodeOf());
        Assert.Null((await payer.PayAsync(payee, "6000", key, await payer.SignAsync(authenticator, payee.Id, "6000", key)))["errors"]);
        await server.PassAsync(TimeSpan.FromDays(3), async () => !await server.Services.GetRequiredService<Units>().ReadAsync(
            db => db.Set<PasskeyChallenge>().AnyAsync()));
    }

    [Fact]
    public async Task For_a_day_after_a_reset_a_passkey_pays_with_the_PIN_alone_and_none_is_added()
    {
        using var authenticator = new SoftAuthenticator();
        using var late = new SoftAuthenticator();
        var (payer, payee) = await server.FriendsAsync("7000");

        // A PIN counts after a reset if it was set a day before.
        server.Clock.Advance(TimeSpan.FromHours(25));
        payer = await server.BackAsync(payer);
        await payer.AddPasskeyAsync(authenticator);
        var begun = await payer.BeginPasskeyAsync();
        await server.Services.GetRequiredService<Units>().WriteAsync(async db =>
        {
            (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == payer.UserId)).Restrict(server.Clock.GetUtcNow().UtcDateTime);
            return true;
        });
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.PayAsync(payee, "1", Guid.CreateVersion7(), passkey: null)).CodeOf());
        var key = Guid.CreateVersion7();
        var passkey = await payer.SignAsync(authenticator, payee.Id, "6000", key);
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.PayAsync(payee, "6000", key, passkey)).CodeOf());
        Assert.Null((await payer.PayAsync(payee, "6000", key, passkey, Somebody.Pin))["errors"]);
        Assert.Equal("ACCOUNT_RESTRICTED", (await payer.BeginPasskeyAsync()).CodeOf());
        Assert.Equal("ACCOUNT_RESTRICTED", (await payer.AddPasskeyAsync(begun, late.Create((string)begun["publicKey"]!))).CodeOf());

        await payer.FreezeAsync();
        server.Clock.Advance(TimeSpan.FromHours(25));
        var back = await server.BackAsync(payer);
        Assert.Equal("ACCOUNT_FROZEN", (await back.BeginPasskeyAsync()).CodeOf());
        Assert.Null((await back.UnfreezeAsync())["errors"]);
        await back.AddPasskeyAsync(late, "Later");

        // On the next day a passkey may still move no more than the year has left.
        var data = await back.DataAsync("{ viewer { realName { limits { confirmation used { amount } remaining { amount } } } } }");
        var row = data["viewer"]!["realName"]!["limits"]!.AsArray().Single(limit => (string?)limit!["confirmation"] == "PASSKEY")!;
        Assert.Equal(("0.00", "94000.00"), (row.Amount("used"), row.Amount("remaining")));
    }
}
