using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

/// <summary>Whoever knows the password alone does not undo what the owner did to keep others out.</summary>
public sealed class UnfreezingTests
{
    private const string Pin = "135790";
    private const string AnotherPin = "246802";
    private static readonly Origin Nowhere = new(null, null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payment_PIN_that_took_the_place_of_another_unfreezes_after_a_day(bool isSetWhileFrozen)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (user, profiles) = (await database.PersonAsync(), database.Get<Profiles>());
        await profiles.SetPaymentPinAsync(user, Pin, TestDatabase.Password, Nowhere);
        if (isSetWhileFrozen)
        {
            await profiles.FreezeAsync(user, null);
        }

        await profiles.SetPaymentPinAsync(user, AnotherPin, TestDatabase.Password, Nowhere);
        await profiles.FreezeAsync(user, null);
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
    public async Task The_first_payment_PIN_unfreezes_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (user, profiles) = (await database.PersonAsync(), database.Get<Profiles>());
        await profiles.SetPaymentPinAsync(user, Pin, TestDatabase.Password, Nowhere);
        await profiles.FreezeAsync(user, null);
        await profiles.UnfreezeAsync(user, TestDatabase.Password, Pin, Nowhere);
        Assert.False(await IsFrozenAsync(database, user));
    }

    /// <summary>An identity card binds the account to a person for good.</summary>
    [Fact]
    public async Task No_identity_card_is_submitted_for_a_frozen_account()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = (await database.SignUpAsync("13800000001", "owner")).User;
        await database.Get<Profiles>().FreezeAsync(user, null);
        var proofing = database.Get<IdentityProofing>();
        var refused = await Assert.ThrowsAsync<DomainException>(
            () => proofing.SubmitIdentityCardAsync(user, "王小明", IdentityCard.Complete("11010519900101001"), Nowhere, default));
        Assert.IsType<AccountFrozenError>(Assert.Single(refused.Errors));
        Assert.False(await database.Units.ReadAsync(db => db.Set<Person>().AnyAsync()));
    }

    private static Task<bool> IsFrozenAsync(TestDatabase database, UserId user) =>
        database.Units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == user && u.FrozenAt != null));
}
