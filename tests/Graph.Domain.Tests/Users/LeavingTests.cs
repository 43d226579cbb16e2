using System.Text.Json.Nodes;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

/// <summary>People may take their data with them, and may leave.</summary>
public sealed class LeavingTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task Personal_data_is_erased_ten_years_after_an_account_was_closed_and_no_day_earlier()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = await database.PersonAsync(RealNameLevel.ClassIII);
        await database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, Nowhere);
        database.Clock.Advance(database.Clock.GetUtcNow().AddYears(10).AddDays(-1) - database.Clock.GetUtcNow());
        Assert.Equal(0, await database.MeetAsync<ErasedAccounts>());
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await database.MeetAsync<ErasedAccounts>());
        Assert.Equal(0, await database.MeetAsync<ErasedAccounts>());
        var (erased, person, card) = await database.Units.ReadAsync(async db => (
            await db.Set<User>().SingleAsync(), await db.Set<Person>().SingleAsync(), await db.Set<BankCard>().SingleAsync()));
        Assert.Equal(("person_1", User.Pseudonym, null, null), (erased.Handle, erased.DisplayName, erased.RealName, erased.Phone));
        Assert.Equal(("", ""), (person.FullName, person.MaskedIdNumber));
        Assert.Empty(person.LockedIdNumber);
        Assert.Equal("", card.Token);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Somebody_whose_data_was_erased_comes_back_with_the_same_identity_card_and_face()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = await database.PersonAsync(RealNameLevel.ClassIII);
        await database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, Nowhere);
        database.Clock.Advance(database.Clock.GetUtcNow().AddYears(10) - database.Clock.GetUtcNow());
        Assert.Equal(1, await database.MeetAsync<ErasedAccounts>());
        var back = (await database.SignUpAsync("13700000001", "back_again")).User;
        var proofing = database.Get<IdentityProofing>();
        await proofing.SubmitIdentityCardAsync(back, "王小明", IdentityCard.Complete("11010519900101001"), Nowhere, default);
        await proofing.SubmitFaceAsync(back, SandboxVerifier.FaceToken, default);
        var (account, person) = await database.Units.ReadAsync(async db => (
            await db.Set<User>().SingleAsync(u => u.Id == back), await db.Set<Person>().SingleAsync()));
        Assert.Equal((person.Id, "王小明", "王小明", null), (account.PersonId, account.RealName, person.FullName, person.ErasedAt));
    }

    [Fact]
    public async Task A_claim_to_somebody_whose_data_was_erased_keeps_nothing_when_nobody_proves_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = await database.PersonAsync(RealNameLevel.ClassIII);
        await database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, Nowhere);
        database.Clock.Advance(database.Clock.GetUtcNow().AddYears(10) - database.Clock.GetUtcNow());
        Assert.Equal(1, await database.MeetAsync<ErasedAccounts>());
        var stranger = (await database.SignUpAsync("13700000001", "stranger")).User;
        await database.Get<IdentityProofing>().SubmitIdentityCardAsync(stranger, "王小明", IdentityCard.Complete("11010519900101001"), Nowhere, default);
        database.Clock.Advance(ExpiringClaims.ProofTime - TimeSpan.FromDays(1));
        Assert.Equal(0, await database.MeetAsync<ExpiringClaims>());
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await database.MeetAsync<ExpiringClaims>());
        Assert.Equal(0, await database.MeetAsync<ExpiringClaims>());
        var (person, claim) = await database.Units.ReadAsync(async db => (
            await db.Set<Person>().SingleAsync(),
            await db.Set<Evidence>().SingleAsync(e => e.UserId == stranger && e.Kind == EvidenceKind.IdCard)));
        Assert.Equal(("", "", 0), (person.FullName, person.MaskedIdNumber, person.LockedIdNumber.Length));
        Assert.NotNull(person.ErasedAt);
        Assert.Equal(EvidenceStatus.Expired, claim.Status);
    }

    [Fact]
    public async Task A_number_that_cannot_be_taken_back_any_more_is_forgotten()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = (await database.SignUpAsync("13800000001", "owner")).User;
        var change = await database.Get<PhoneProofs>().RequestCodeAsync(user, "13900000001", Nowhere, default);
        await database.Get<PhoneProofs>().ChangeAsync(user, change.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
        database.Clock.Advance(User.Restriction - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await database.MeetAsync<FormerPhones>());
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await database.MeetAsync<FormerPhones>());
        var account = await database.Units.ReadAsync(db => db.Set<User>().SingleAsync());
        Assert.Equal((null, null, "13900000001"), (account.PreviousPhone, account.PreviousPhoneUntil, account.Phone));
    }

    [Theory]
    [InlineData("freeze")]
    [InlineData("password")]
    [InlineData("phone")]
    [InlineData("close")]
    public async Task A_link_to_a_copy_ends_when_the_owner_takes_care_of_the_account(string how)
    {
        await using var database = await TestDatabase.CreateAsync();
        var signedIn = await database.SignUpAsync("13800000001", "owner");
        var (user, exports) = (signedIn.User, database.Get<DataExports>());
        var link = await exports.RequestAsync(user, TestDatabase.Password, Nowhere);
        switch (how)
        {
            case "freeze":
                await database.Get<Profiles>().FreezeAsync(user, null);
                break;
            case "password":
                await database.Get<PasswordChecks>().ChangeAsync(user, signedIn.Session, TestDatabase.Password, "another-Pass-2", Nowhere);
                break;
            case "phone":
                var change = await database.Get<PhoneProofs>().RequestCodeAsync(user, "13900000001", Nowhere, default);
                await database.Get<PhoneProofs>().ChangeAsync(user, change.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
                break;
            default:
                await database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, Nowhere);
                break;
        }

        Assert.Null(await exports.OpenAsync(link.Token));
    }

    [Fact]
    public async Task A_new_password_makes_every_other_device_a_stranger()
    {
        await using var database = await TestDatabase.CreateAsync();
        var own = await database.SignUpAsync("13800000001", "owner");
        var thief = await database.Get<SignIns>().SignInAsync(new SignIn("13800000001", TestDatabase.Password), Nowhere);
        var devices = database.Get<KnownDevices>();
        Assert.NotNull(await devices.FindAsync(thief.DeviceToken, own.User));
        await database.Get<PasswordChecks>().ChangeAsync(own.User, own.Session, TestDatabase.Password, "another-Pass-2", Nowhere);
        Assert.Null(await devices.FindAsync(thief.DeviceToken, own.User));
        Assert.NotNull(await devices.FindAsync(own.DeviceToken, own.User));
        Assert.Null(await devices.FindAsync(own.DeviceToken, user: null));
    }

    [Fact]
    public async Task A_copy_of_the_data_has_a_part_of_every_feature_and_is_opened_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (user, friend) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(user, friend, "Hello");
        var exports = database.Get<DataExports>();
        var link = await exports.RequestAsync(user, TestDatabase.Password, Nowhere);
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => exports.OpenAsync(link.Token))));
        Assert.Equal(user, Assert.Single(opened, owner => owner is not null));
        using var copy = new MemoryStream();
        await exports.WriteAsync(user, copy, default);
        var json = JsonNode.Parse(copy.ToArray())!.AsObject();
        var parts = json.Select(part => part.Key).ToList();
        Assert.Equal(("Hello", "Parties", 1), (
            (string)json["friendRequests"]![0]!["message"]!, (string)json["account"]![0]!["defaultVisibility"]!, json["sessions"]!.AsArray().Count));
        Assert.Equal(["account", "auditLog", "bankCards", "bills", "blocked", "comments", "communities", "communityOrders", "evidence", "followedMerchants", "friendRequests", "friends", "funds", "guarantees", "likes", "loanPayments", "loans", "merchants", "orders", "passkeys", "paymentRequests", "posts", "redeemFirst", "reports", "sessions", "standingOrders", "transactions", "trustLines"], parts);

        var refused = await Assert.ThrowsAsync<DomainException>(() => exports.RequestAsync(user, TestDatabase.Password, Nowhere));
        Assert.IsType<ExportedRecentlyError>(Assert.Single(refused.Errors));

        // A copy that could not be made does not count.
        await exports.ForgetAsync(link.Token);
        Assert.Null(await exports.OpenAsync(link.Token));
        await exports.ForgetAsync((await exports.RequestAsync(user, TestDatabase.Password, Nowhere)).Token);
        refused = await Assert.ThrowsAsync<DomainException>(() => exports.RequestAsync(user, TestDatabase.Password, Nowhere));
        Assert.IsType<ExportedRecentlyError>(Assert.Single(refused.Errors));
        database.Clock.Advance(TimeSpan.FromDays(1));
        var second = await exports.RequestAsync(user, TestDatabase.Password, Nowhere);
        database.Clock.Advance(DataExport.Lifetime);
        Assert.Null(await exports.OpenAsync(second.Token));
    }

    [Fact]
    public async Task Counters_and_challenges_are_swept_when_nothing_depends_on_them_any_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SignUpAsync("13800000001", "somebody");
        Assert.True(await database.Units.ReadAsync(db => db.Set<AttemptCounter>().AnyAsync()));
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await database.MeetAsync<SweptCounters>());
        database.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await database.MeetAsync<SweptCounters>());
        Assert.False(await database.Units.ReadAsync(db => db.Set<AttemptCounter>().AnyAsync()));
    }
}
