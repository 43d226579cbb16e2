using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>Limits over days and years, with a clock that is moved.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_day_ends_at_midnight_in_shanghai()
    {
        await using var world = await WorldAsync(3_000);
        Assert.Null(await world.PayAsync(1_000));
        Assert.IsType<PaymentPinRequiredError>(await world.PayAsync(1));

        // 04:00 UTC is noon there: one microsecond before midnight is the same day.
        world.Database.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMicroseconds(1));
        Assert.IsType<PaymentPinRequiredError>(await world.PayAsync(1));
        world.Database.Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(await world.PayAsync(1_000));
        Assert.Empty(await world.Database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task A_payment_that_midnight_overtakes_is_given_back_to_the_day_that_was_charged()
    {
        await using var world = await WorldAsync(100);
        var clock = world.Database.Clock;
        clock.Advance(TimeSpan.FromHours(12));
        for (var before = 1; before <= 12; before++)
        {
            // Time passes with each look at the clock; each night midnight falls between two others.
            clock.AutoAdvanceAmount = TimeSpan.Zero;
            clock.Advance(TimeSpan.FromHours(1));
            var sinceMidnight = clock.GetUtcNow().AddHours(8).TimeOfDay;
            clock.Advance(TimeSpan.FromDays(1) - sinceMidnight - TimeSpan.FromMilliseconds(before));
            clock.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
            var sent = await world.Database.Get<Transfers>().SendAsync(
                new Transfer(world.Payer, Guid.CreateVersion7(), world.Payee, Money.Yuan(1)) { Arrival = Arrival.NextDay }, new Origin(null, null), default);
            await world.Database.Get<Transfers>().CancelAsync(world.Payer, Guid.CreateVersion7(), sent.Value, default);
        }

        clock.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.Empty(await world.Database.Get<LedgerChecker>().CheckAsync());
        Assert.All(await world.Database.Units.ReadAsync(db => db.Set<LimitCounter>().ToListAsync()), counter => Assert.Equal(0, counter.Used));
    }

    [Fact]
    public async Task A_year_of_class_II_has_a_hundred_thousand()
    {
        await using var world = await WorldAsync(200_000);
        await world.Database.Units.WriteAsync(async db =>
        {
            var person = await db.Set<User>().Where(u => u.Id == world.Payer).Select(u => u.PersonId!.Value).SingleAsync();
            db.Set<LimitCounter>().Add(new LimitCounter { PersonId = person, Period = LimitPeriod.Year, PeriodStart = new DateOnly(2026, 1, 1) });
            await db.SaveChangesAsync();
            return await db.Set<LimitCounter>().ExecuteUpdateAsync(set => set.SetProperty(c => c.Used, 9_999_999));
        });
        var refused = Assert.IsType<LimitExceededError>(await world.PayFenAsync(2));
        Assert.Equal((LimitPeriod.Year, Money.Fen(1)), (refused.Period, refused.Remaining));
        Assert.Null(await world.PayFenAsync(1));
        world.Database.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Null(await world.PayFenAsync(2));
    }

    [Fact]
    public async Task Who_pays_must_be_somebody_at_that_moment()
    {
        await using var world = await WorldAsync(100);
        await world.Database.Units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Id == world.Payer)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Level, RealNameLevel.None).SetProperty(u => u.PersonId, (PersonId?)null)));
        Assert.IsType<RealNameLevelRequiredError>(await world.PayAsync(1));
    }

    [Fact]
    public async Task Two_payments_at_once_cannot_pass_a_limit_together()
    {
        await using var world = await WorldAsync(3_000);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => world.PayAsync(100))));
        Assert.Equal(10, refusals.Count(refusal => refusal is null));
        Assert.Equal(20, refusals.Count(refusal => refusal is PaymentPinRequiredError));
        Assert.Empty(await world.Database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task One_fen_more_than_there_is_cannot_be_spent_however_many_try()
    {
        await using var world = await WorldAsync(1);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => Task.Run(() => world.PayFenAsync(30))));
        Assert.Equal(3, refusals.Count(refusal => refusal is null));
        Assert.All(refusals.Where(refusal => refusal is not null), refusal => Assert.Equal(Money.Fen(10), Assert.IsType<InsufficientFundsError>(refusal).Available));
        Assert.Empty(await world.Database.Get<LedgerChecker>().CheckAsync());
    }

    private static async Task<World> WorldAsync(long yuan)
    {
        var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(yuan), await database.CardOfAsync(payer)), default);
        return new World(database, payer, payee);
    }

    private sealed record World(TestDatabase Database, UserId Payer, UserId Payee) : IAsyncDisposable
    {
        public Task<DomainError?> PayAsync(long yuan) => PayFenAsync(yuan * 100);

        public async Task<DomainError?> PayFenAsync(long fen)
        {
            try
            {
                await Database.Get<Transfers>().SendAsync(
                    new Transfer(Payer, Guid.CreateVersion7(), Payee, Money.Fen(fen)), new Origin(null, null), default);
                return null;
            }
            catch (DomainException refused)
            {
                return refused.Errors[0];
            }
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
