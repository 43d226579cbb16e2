using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Users.Passkeys;

/// <summary>What is signed once happens once, however many send it at the same time.</summary>
public sealed class PasskeyRaceTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task A_signature_opens_one_session()
    {
        await using var database = await CreateAsync();
        using var authenticator = new SoftAuthenticator { Counter = 1 };
        var user = (await database.SignUpAsync("13800000001", "somebody")).User;
        await AddAsync(database, user, authenticator);
        var signIns = database.Get<PasskeySignIns>();
        var begun = await signIns.RequestAsync(null, Nowhere);
        var signed = new PasskeyAssertion(begun.Challenge, authenticator.Get(begun.PublicKey));
        var opened = await TogetherAsync(8, () => signIns.SignInAsync(signed, null, Nowhere));
        Assert.Single(opened, refusal => refusal is null);
        Assert.All(opened.OfType<DomainException>(), refusal => Assert.IsType<PasskeyRefusedError>(Assert.Single(refusal.Errors)));
        Assert.Equal(2, await database.Units.ReadAsync(db => db.Set<Session>().CountAsync()));
        var passkey = await database.Units.ReadAsync(db => db.Set<Passkey>().SingleAsync());
        Assert.Equal((2, database.Clock.GetUtcNow().UtcDateTime), (passkey.SignCount, passkey.LastUsedAt));
    }

    [Fact]
    public async Task A_challenge_adds_one_passkey()
    {
        await using var database = await CreateAsync();
        var user = (await database.SignUpAsync("13800000001", "somebody")).User;
        var passkeys = database.Get<Domain.Users.Passkeys.Passkeys>();
        var begun = await passkeys.RequestAsync(user, TestDatabase.Password, Nowhere);
        var made = Enumerable.Range(0, 6).Select(_ => new SoftAuthenticator()).ToList();
        var credentials = new Queue<string>(made.Select(authenticator => authenticator.Create(begun.PublicKey)));
        var added = await TogetherAsync(6, () => passkeys.AddAsync(user, begun.Challenge, credentials.Dequeue(), "Phone"));
        made.ForEach(authenticator => authenticator.Dispose());
        Assert.Single(added, refusal => refusal is null);
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Passkey>().CountAsync()));
    }

    /// <summary>The signature holds while the passkey does: a payment that a removal overtakes is refused, and moves nothing.</summary>
    [Fact]
    public async Task A_removed_passkey_pays_nothing_that_was_signed_before()
    {
        await using var database = await CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, Guid.CreateVersion7(), Money.Yuan(60_000), await database.CardOfAsync(payer)), default);
        for (var round = 0; round < 5; round++)
        {
            using var authenticator = new SoftAuthenticator();
            var passkey = await AddAsync(database, payer, authenticator);
            var key = Guid.CreateVersion7();
            var begun = await database.Get<PasskeyPayments>().RequestAsync(
                new PaymentBinding(payer, "transfer", key, payee, Money.Yuan(6_000)));
            var transfer = new Transfer(payer, key, payee, Money.Yuan(6_000))
            {
                Proof = new PaymentProof(Passkey: new PasskeyAssertion(begun.Challenge, authenticator.Get(begun.PublicKey))),
            };
            var before = await BalanceAsync(database, payee);
            var removal = Task.Run(() => database.Get<Domain.Users.Passkeys.Passkeys>().RemoveAsync(
                payer, passkey, TestDatabase.Password, pin: null, Nowhere));
            var refusal = await RefusalAsync(() => database.Get<Transfers>().SendAsync(transfer, Nowhere, default));
            await removal;
            Assert.Equal(refusal is null ? 600_000 : 0, await BalanceAsync(database, payee) - before);
            Assert.True(refusal is null || refusal.Errors is [PasskeyRefusedError], $"{refusal}");
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Challenges_are_swept_when_nothing_depends_on_them_any_more()
    {
        await using var database = await CreateAsync();
        await database.Get<PasskeySignIns>().RequestAsync(null, Nowhere);
        database.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, await database.MeetAsync<SweptCounters>());
        Assert.False(await database.Units.ReadAsync(db => db.Set<PasskeyChallenge>().AnyAsync()));
    }

    [Fact]
    public async Task One_network_begins_sixty_sign_ins_a_minute_and_a_known_device_its_own()
    {
        await using var database = await CreateAsync();
        var device = (await database.SignUpAsync("13800000001", "somebody")).DeviceToken;
        var signIns = database.Get<PasskeySignIns>();
        for (var number = 0; number < 60; number++)
        {
            await signIns.RequestAsync(null, Nowhere);
        }

        var refusal = await RefusalAsync(() => signIns.RequestAsync(null, Nowhere));
        Assert.IsType<TooManyAttemptsError>(Assert.Single(refusal!.Errors));
        await signIns.RequestAsync(device, Nowhere);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await signIns.RequestAsync(null, Nowhere);
    }

    internal static Task<TestDatabase> CreateAsync() => TestDatabase.CreateAsync(services => services.AddSingleton(
        new PasskeySettings { RelyingPartyId = "localhost", Origins = ["http://localhost:5080"] }));

    internal static async Task<PasskeyId> AddAsync(TestDatabase database, UserId user, SoftAuthenticator authenticator)
    {
        var passkeys = database.Get<Domain.Users.Passkeys.Passkeys>();
        var begun = await passkeys.RequestAsync(user, TestDatabase.Password, Nowhere);
        return await passkeys.AddAsync(user, begun.Challenge, authenticator.Create(begun.PublicKey), "Phone");
    }

    private static Task<long> BalanceAsync(TestDatabase database, UserId owner) => database.Units.ReadAsync(async db =>
        (await db.Set<Domain.Ledger.Accounts.Account>().SingleAsync(a => a.OwnerId == owner)).Balance.MinorUnits);

    /// <summary>What each of many at once was refused for; null for one that was not.</summary>
    private static async Task<DomainException?[]> TogetherAsync<T>(int many, Func<Task<T>> act)
    {
        var acts = Enumerable.Range(0, many).Select(_ => RefusalAsync(act)).ToList();
        return await Task.WhenAll(acts);
    }

    private static async Task<DomainException?> RefusalAsync<T>(Func<Task<T>> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (DomainException refusal)
        {
            return refusal;
        }
    }
}
