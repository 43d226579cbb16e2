using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

/// <summary>Whoever knows the password alone does not undo what the owner did to keep others out.</summary>
public sealed class UnfreezingTests
{
    private const string Pin = "135790";
    private const string AnotherPin = "246802";
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task A_payment_PIN_that_was_set_during_the_freeze_unfreezes_after_a_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (user, profiles) = (await database.PersonAsync(), database.Get<Profiles>());
        await profiles.SetPaymentPinAsync(user, Pin, TestDatabase.Password, Nowhere);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await profiles.FreezeAsync(user, null);
        await profiles.SetPaymentPinAsync(user, AnotherPin, TestDatabase.Password, Nowhere);
        var until = database.Clock.UtcNow() + User.Restriction;
        database.Clock.Advance(User.Restriction - TimeSpan.FromSeconds(1));
        var refused = await Assert.ThrowsAsync<DomainException>(() => profiles.UnfreezeAsync(user, TestDatabase.Password, AnotherPin, Nowhere));
        Assert.Equal(new AccountRestrictedError(until), Assert.Single(refused.Errors));
        Assert.True(await IsFrozenAsync(database, user));
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        await profiles.UnfreezeAsync(user, TestDatabase.Password, AnotherPin, Nowhere);
        Assert.False(await IsFrozenAsync(database, user));
    }

    [Fact]
    public async Task A_payment_PIN_from_before_unfreezes_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (user, profiles) = (await database.PersonAsync(), database.Get<Profiles>());
        await profiles.SetPaymentPinAsync(user, Pin, TestDatabase.Password, Nowhere);
        await profiles.FreezeAsync(user, null);
        await profiles.UnfreezeAsync(user, TestDatabase.Password, Pin, Nowhere);
        Assert.False(await IsFrozenAsync(database, user));
    }

    private static Task<bool> IsFrozenAsync(TestDatabase database, UserId user) =>
        database.Units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == user && u.FrozenAt != null));
}
