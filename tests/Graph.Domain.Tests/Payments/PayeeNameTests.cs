using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>Nobody finds out a real name for nothing.</summary>
public sealed class PayeeNameTests
{
    private const string Right = "王小明";
    private const string Wrong = "李小明";

    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task Who_cannot_pay_is_told_the_same_whatever_the_name_and_nothing_is_counted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (poor, frozen, rich, payee) = (
            await database.PersonAsync(), await PayerAsync(database, 10), await PayerAsync(database, 6_000), await database.PersonAsync());
        await database.Get<Profiles>().FreezeAsync(frozen, null);
        await database.Get<Profiles>().SetPaymentPinAsync(rich, "135790", "secret-Pass-1", Nowhere);
        for (var round = 0; round < 4; round++)
        {
            foreach (var name in new[] { Right, Wrong })
            {
                Assert.IsType<InsufficientFundsError>(await RefusalAsync(database, poor, payee, name));
                Assert.IsType<AccountFrozenError>(await RefusalAsync(database, frozen, payee, name));
                Assert.IsType<PaymentPinRequiredError>(await RefusalAsync(database, rich, payee, name, yuan: 1_001));
                Assert.IsType<PasskeyRequiredError>(await RefusalAsync(database, rich, payee, name, yuan: 5_001, pin: "135790"));
            }
        }

        foreach (var payer in (UserId[])[poor, frozen, rich])
        {
            Assert.Equal(0, await GuessesAsync(database, payer));
        }
    }

    [Fact]
    public async Task The_refusal_for_lack_of_money_is_remembered_with_its_key()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        var key = Guid.CreateVersion7();
        Assert.IsType<InsufficientFundsError>(await RefusalAsync(database, payer, payee, Right, key: key));
        await TopUpAsync(database, payer, 10);
        Assert.IsType<InsufficientFundsError>(await RefusalAsync(database, payer, payee, Right, key: key));
        Assert.Null(await RefusalAsync(database, payer, payee, Right));
    }

    [Fact]
    public async Task A_right_name_whose_payment_is_refused_counts_like_a_wrong_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await PayerAsync(database, 10), await database.PersonAsync());
        var names = database.Get<PayeeNames>();
        for (var guess = 0; guess < 5; guess++)
        {
            var refused = await Assert.ThrowsAsync<DomainException>(() => names.PayAsync(
                new PayeeName(payer, payee, Right), Nowhere, () => throw new DomainException(new IdempotencyKeyReusedError())));
            Assert.IsType<IdempotencyKeyReusedError>(Assert.Single(refused.Errors));
        }

        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(database, payer, payee, Right));
    }

    [Fact]
    public async Task A_payment_that_can_be_taken_back_counts_and_one_that_arrives_does_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await PayerAsync(database, 100), await database.PersonAsync());
        for (var i = 0; i < 7; i++)
        {
            Assert.Null(await RefusalAsync(database, payer, payee, Right));
        }

        for (var i = 0; i < 5; i++)
        {
            var sent = await database.Get<Transfers>().SendAsync(
                new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)) { PayeeName = Right, Arrival = Arrival.NextDay }, Nowhere, default);
            await database.Get<Transfers>().CancelAsync(payer, Guid.CreateVersion7(), sent.Value, default);
        }

        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(database, payer, payee, Right));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task A_person_has_no_more_guesses_with_more_accounts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other, payee) = (await PayerAsync(database, 10), await PayerAsync(database, 10), await database.PersonAsync());
        await database.JoinAsync(other, one);
        for (var guess = 0; guess < 5; guess++)
        {
            var refused = await RefusalAsync(database, guess % 2 == 0 ? one : other, payee, Wrong);
            Assert.Equal(new PayeeNameMismatchError(4 - guess), refused);
        }

        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(database, one, payee, Right));
        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(database, other, payee, Right));
    }

    [Fact]
    public async Task A_payee_is_guessed_at_by_all_together_only_so_often()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payee, another) = (await database.PersonAsync(), await database.PersonAsync());
        for (var person = 0; person < PayeeNames.GuessesPerPayeeAndDay / 5; person++)
        {
            var guesser = await PayerAsync(database, 10);
            for (var guess = 0; guess < 5; guess++)
            {
                Assert.IsType<PayeeNameMismatchError>(await RefusalAsync(database, guesser, payee, Wrong));
            }
        }

        var late = await PayerAsync(database, 10);
        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(database, late, payee, Right));
        Assert.Null(await RefusalAsync(database, late, another, Right));
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await RefusalAsync(database, late, payee, Right));
    }

    [Fact]
    public async Task A_replay_answers_first_and_counts_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await PayerAsync(database, 1), await database.PersonAsync());
        var transfer = new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)) { PayeeName = Right, Arrival = Arrival.TwoHours };
        Assert.False((await database.Get<Transfers>().SendAsync(transfer, Nowhere, default)).Replayed);
        for (var again = 0; again < 12; again++)
        {
            Assert.True((await database.Get<Transfers>().SendAsync(transfer, Nowhere, default)).Replayed);
        }

        Assert.Equal(1, await GuessesAsync(database, payer));
    }

    /// <summary>The guesses of a person that were counted. Counters keep hashed subjects.</summary>
    private static Task<long> GuessesAsync(TestDatabase database, UserId payer) => database.Units.ReadAsync(async db =>
    {
        var person = await db.Set<User>().Where(u => u.Id == payer).Select(u => u.PersonId).SingleAsync();
        var subject = database.Get<KeyedHash>().Of("attempts", $"name of {person!.Value.Value:N}");
        return await db.Set<AttemptCounter>().Where(c => c.Subject == subject).Select(c => c.Failures).SingleOrDefaultAsync();
    });

    private static async Task<DomainError?> RefusalAsync(
        TestDatabase database, UserId payer, UserId payee, string name, long yuan = 1, string? pin = null, Guid? key = null)
    {
        try
        {
            await database.Get<Transfers>().SendAsync(
                new Transfer(payer, key ?? Guid.CreateVersion7(), payee, Money.Yuan(yuan)) { PayeeName = name, Proof = new PaymentProof(pin) }, Nowhere, default);
            return null;
        }
        catch (DomainException refused)
        {
            return Assert.Single(refused.Errors);
        }
    }

    private static async Task<UserId> PayerAsync(TestDatabase database, long yuan)
    {
        var payer = await database.PersonAsync();
        await TopUpAsync(database, payer, yuan);
        return payer;
    }

    private static async Task TopUpAsync(TestDatabase database, UserId payer, long yuan) => await database.Get<TopUps>().TopUpAsync(
        new TopUp(payer, Guid.CreateVersion7(), Money.Yuan(yuan), await database.CardOfAsync(payer)), default);
}
