using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users.Passkeys;

/// <summary>
/// After a reset of the password, which a thief with the phone can make, an older passkey may be the owner's way in, and a younger one may
/// be the thief's.
/// </summary>
public sealed class PasskeyRemovalTests
{
    private const string Pin = "135790";
    private static readonly Origin Nowhere = new(null, null);

    [Theory]
    [InlineData(25, null, typeof(PaymentPinRequiredError))]
    [InlineData(25, Pin, null)]
    [InlineData(23, null, null)]
    public async Task An_older_passkey_takes_the_payment_PIN(int hoursBefore, string? pin, Type? refusal)
    {
        await using var database = await PasskeyRaceTests.CreateAsync();
        var user = await database.PersonAsync();
        await database.Get<Profiles>().SetPaymentPinAsync(user, Pin, TestDatabase.Password, Nowhere);
        database.Clock.Advance(TimeSpan.FromDays(3));
        var passkeys = database.Get<Domain.Users.Passkeys.Passkeys>();
        using var authenticator = new SoftAuthenticator();
        var passkey = await PasskeyRaceTests.AddAsync(database, user, authenticator);
        database.Clock.Advance(TimeSpan.FromHours(hoursBefore));
        await database.Units.WriteAsync(async db =>
        {
            (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == user)).Restrict(database.Clock.UtcNow());
            return true;
        });
        database.Clock.Advance(TimeSpan.FromHours(1));
        var refused = await Record.ExceptionAsync(() => passkeys.RemoveAsync(user, passkey, TestDatabase.Password, pin, Nowhere));
        Assert.Equal(refusal, (refused as DomainException)?.Errors.Single().GetType());
        Assert.Equal(refusal is not null, await database.Units.ReadAsync(db => db.Set<Passkey>().AnyAsync()));
    }
}
