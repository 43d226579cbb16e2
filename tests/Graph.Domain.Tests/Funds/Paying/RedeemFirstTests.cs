using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds.Paying;

/// <summary>Payments that redeem at once what the wallet lacks.</summary>
public sealed class RedeemFirstTests
{
    [Fact]
    public Task Exactly_what_is_missing_is_redeemed_before_the_payment_and_once() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        var key = Guid.CreateVersion7();
        var paid = await world.SendAsync(30_00, key: key);
        Assert.Equal(paid, await world.SendAsync(30_00, key: key));
        Assert.Equal((0, 30_00, 80_0000), (await world.WalletAsync(), await world.Investors.WalletAsync(world.Payee), await world.UnitsAsync()));
        var order = Assert.Single(await world.CoversAsync());
        Assert.Equal((20_00, RedemptionSpeed.Instant, paid), (order.OrderedAmount, order.Speed, order.PaymentId));

        // The redemption is the line of the book before the payment.
        var book = await world.BookAsync();
        Assert.Equal([(TransactionKind.FundRedemption, 20_00), (TransactionKind.Transfer, -30_00)], book.TakeLast(2));

        // What the wallet has by itself is not redeemed.
        await world.Investors.TopUpAsync(world.Payer, 40);
        await world.SendAsync(40_00);
        Assert.Single(await world.CoversAsync());
    });

    /// <summary>Wallets are locked in the order of their ids, so that the payee's comes before the payer's in one of the two.</summary>
    [Fact]
    public Task It_works_in_both_directions() => WithAsync(async world =>
    {
        var other = await world.HolderAsync();
        await world.BefriendAsync(other);
        foreach (var (payer, payee) in new[] { (world.Payer, other), (other, world.Payer) })
        {
            await world.Investors.RedeemFirstAsync(payer, world.Fund);
            var before = await world.Investors.WalletAsync(payee);
            var all = await world.Investors.WalletAsync(payer) + 7_00;
            await world.SendAsync(all, from: payer, to: payee);
            Assert.Equal((0, before + all), (await world.Investors.WalletAsync(payer), await world.Investors.WalletAsync(payee)));
        }
    });

    /// <summary>The wallet has ¥10, and the holding ¥100.</summary>
    [Fact]
    public Task When_it_is_too_little_nothing_is_redeemed() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        var refused = Assert.IsType<InsufficientFundsError>(await world.RefusedAsync(110_01));
        Assert.Equal((Money.Fen(10_00), Money.Fen(110_01)), (refused.Available, refused.Needed));
        Assert.Empty(await world.CoversAsync());
        Assert.Equal((10_00, 100_0000), (await world.WalletAsync(), await world.UnitsAsync()));
        await world.SendAsync(110_00);
        Assert.Equal(100_00, Assert.Single(await world.CoversAsync()).Gross);
    });

    [Fact]
    public Task Only_who_wishes_it_and_only_for_payments() => WithAsync(async world =>
    {
        Assert.IsType<InsufficientFundsError>(await world.RefusedAsync(10_01));
        var shares = await world.Investors.FundAsync(FundKind.Equity, RiskGrade.R4);
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        await Assert.ThrowsAsync<DomainException>(() => world.Investors.SubscribeAsync(world.Payer, shares, 10_01));
        await world.Investors.RedeemFirstAsync(world.Payer, null, pin: null);
        Assert.IsType<InsufficientFundsError>(await world.RefusedAsync(10_01));
        Assert.Empty(await world.CoversAsync());
    });

    [Fact]
    public Task It_needs_the_pin_a_money_market_fund_and_an_account_that_is_not_frozen() => WithAsync(async world =>
    {
        var shares = await world.Investors.FundAsync(FundKind.Equity, RiskGrade.R4);
        Assert.IsType<PaymentPinRequiredError>(await world.RefusedAsync(() => world.Investors.RedeemFirstAsync(world.Payer, world.Fund, pin: null)));
        Assert.IsType<ValidationError>(await world.RefusedAsync(() => world.Investors.RedeemFirstAsync(world.Payer, shares)));
        Assert.IsType<NotFoundError>(await world.RefusedAsync(() => world.Investors.RedeemFirstAsync(world.Payer, new FundId(Guid.CreateVersion7()))));
        await world.Database.Get<Profiles>().FreezeAsync(world.Payer, null);
        Assert.IsType<AccountFrozenError>(await world.RefusedAsync(() => world.Investors.RedeemFirstAsync(world.Payer, world.Fund)));
        await world.Investors.RedeemFirstAsync(world.Payer, null, pin: null);
    });

    [Fact]
    public Task Who_is_frozen_pays_nothing_out_of_the_fund_either() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        await world.Database.Get<Profiles>().FreezeAsync(world.Payer, null);
        Assert.IsType<AccountFrozenError>(await world.RefusedAsync(20_00));
        Assert.Equal((10_00, 100_0000), (await world.WalletAsync(), await world.UnitsAsync()));
    });

    [Fact]
    public Task The_limits_of_payments_and_of_instant_redemptions_hold() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);

        // The bank has advanced ¥1,000, of which ¥950 go to others.
        var other = await world.HolderAsync(2_000);
        await world.Investors.RedeemAsync(other, world.Fund, 950_00, speed: RedemptionSpeed.Instant);
        Assert.IsType<InsufficientFundsError>(await world.RefusedAsync(60_01));
        await world.SendAsync(60_00);

        // Payments by session alone have ¥1,000 a day.
        await world.Investors.AdvanceAsync(world.Fund, 5_000);
        await world.Investors.TopUpAsync(world.Payer, 930);
        Assert.IsType<PaymentPinRequiredError>(await world.RefusedAsync(940_01));
        await world.SendAsync(940_00);
        Assert.Equal(40_0000, await world.UnitsAsync());
    });

    [Fact]
    public Task A_payment_that_waits_and_a_request_that_is_answered_are_covered() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        var held = await world.SendAsync(15_00, arrival: Arrival.TwoHours);
        Assert.Equal((5_00, held), (Assert.Single(await world.CoversAsync()).Gross, Assert.Single(await world.CoversAsync()).PaymentId));
        await world.Database.Get<Transfers>().CancelAsync(world.Payer, Guid.CreateVersion7(), held, default);
        Assert.Equal((15_00, 95_0000), (await world.WalletAsync(), await world.UnitsAsync()));
        var asked = await world.Database.Get<PaymentRequests>().AskAsync(
            world.Payee, Guid.CreateVersion7(), world.Payer, Money.Fen(25_00), null, default);
        await world.Database.Get<PaymentRequests>().AnswerAsync(new PaymentAnswer(world.Payer, Guid.CreateVersion7(), asked.Value, Pay: true), Nowhere, default);
        Assert.Equal((0, 85_0000), (await world.WalletAsync(), await world.UnitsAsync()));
    });

    /// <summary>Funds are looked at before a name is compared, so that the refusal does not tell whether the name is right.</summary>
    [Fact]
    public Task A_payment_to_a_name_is_covered_too() => WithAsync(async world =>
    {
        await world.Investors.RedeemFirstAsync(world.Payer, world.Fund);
        Assert.IsType<InsufficientFundsError>(await world.RefusedAsync(110_01, name: "not the name"));
        Assert.IsType<PayeeNameMismatchError>(await world.RefusedAsync(110_00, name: "not the name"));
    });

    [Fact]
    public Task Closing_the_account_ends_it() => WithAsync(async world =>
    {
        var leaving = await world.Investors.PersonAsync();
        await world.Investors.RedeemFirstAsync(leaving, world.Fund);
        await world.Database.Get<AccountClosing>().CloseAsync(leaving, TestDatabase.Password, Nowhere);
        Assert.False(await world.Database.Units.ReadAsync(db => db.Set<RedeemFirst>().AnyAsync(w => w.UserId == leaving)));
    });

    private static readonly Origin Nowhere = new(null, null);

    private static async Task WithAsync(Func<World, Task> act)
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var world = new World(database, investors, await investors.FundAsync(), await investors.PersonAsync(110), await investors.PersonAsync());
        await world.InvestAsync(world.Payer, 100);
        await investors.AdvanceAsync(world.Fund, 1_000);
        await world.BefriendAsync(world.Payee);
        await act(world);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>A payer with ¥10 in the wallet and ¥100 in a fund whose bank advances ¥1,000, and a friend without money.</summary>
    private sealed record World(TestDatabase Database, Investors Investors, FundId Fund, UserId Payer, UserId Payee)
    {
        private int _day;

        public async Task<UserId> HolderAsync(long yuan = 100)
        {
            var holder = await Investors.PersonAsync(yuan + 10);
            await InvestAsync(holder, yuan);
            return holder;
        }

        public async Task InvestAsync(UserId person, long yuan)
        {
            var day = new DateOnly(2026, 11, 23).AddDays(_day++);
            await Investors.SubscribeAsync(person, Fund, yuan * 100);
            Investors.At(day, 20);
            await Investors.PublishAsync(Fund, day, 1, 0);
            Investors.At(day.AddDays(1), 8);
            await Investors.WorkAsync();
        }

        public async Task BefriendAsync(UserId other)
        {
            await Database.Get<Friends>().SendRequestAsync(Payer, other, null);
            await Database.Get<Friends>().SendRequestAsync(other, Payer, null);
        }

        public async Task<TransactionId> SendAsync(
            long fen, UserId? from = null, UserId? to = null, Guid? key = null, Arrival arrival = Arrival.Instant, string? name = null) =>
            (await Database.Get<Transfers>().SendAsync(
                new Transfer(from ?? Payer, key ?? Guid.CreateVersion7(), to ?? Payee, Money.Fen(fen)) { Arrival = arrival, PayeeName = name }, Nowhere, default)).Value;

        public Task<DomainError> RefusedAsync(long fen, string? name = null) => RefusedAsync(() => SendAsync(fen, name: name));

        public async Task<DomainError> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<DomainException>(act)).Errors[0];

        public Task<long> WalletAsync() => Investors.WalletAsync(Payer);

        public async Task<long> UnitsAsync() => (await Investors.HoldingAsync(Payer, Fund))!.Units;

        public Task<List<FundOrder>> CoversAsync() =>
            Database.Units.ReadAsync(db => db.Set<FundOrder>().Where(o => o.Side == FundOrderSide.Redemption && o.PaymentId != null).ToListAsync());

        public Task<List<(TransactionKind Kind, long Change)>> BookAsync() => Database.Units.ReadAsync(async db => (await (
            from entry in db.Set<Entry>()
            join wallet in db.Set<Account>() on entry.AccountId equals wallet.Id
            join transaction in db.Set<Transaction>() on entry.TransactionId equals transaction.Id
            where wallet.OwnerId == Payer
            orderby entry.Sequence
            select new { transaction.Kind, entry.Change }).ToListAsync()).ConvertAll(line => (line.Kind, line.Change)));
    }
}
