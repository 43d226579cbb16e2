using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Lending;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql.Waiting;

/// <summary>
/// A unit has read something and waits for a row, and another unit changes what it has read. What it does then must be right for what
/// holds by now.
/// </summary>
public sealed class MeanwhileTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task An_order_can_be_redeemed_when_its_sharer_closed_the_account_while_it_was_bought()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var (sharer, buyer) = (await database.PersonAsync(), await market.BuyerAsync());
        await new Town(database).BefriendAsync(sharer, buyer);
        var deal = await market.SellAsync(terms => terms with { ShareReward = Money.Yuan(1) });
        await database.Get<Offers>().ShareAsync(sharer, deal, [buyer], null);

        OrderId order = default;
        var refused = await WhileWaitingAsync(
            database,
            $"SELECT 1 FROM account WHERE owner_id = '{buyer.Value}' FOR UPDATE",
            async () => order = await market.BuyAsync(buyer, deal, purchase => purchase with { SharedBy = sharer }),
            () => CloseAsync(database, sharer));
        Assert.Null(refused);
        await market.RedeemAsync(order);
        Assert.Equal(20_00, (await database.Units.ReadAsync(db => db.Set<Domain.Ledger.Accounts.Account>()
            .SingleAsync(a => db.Set<Domain.Deals.Merchants.Merchant>().Any(m => m.SettlementId == a.Id)))).Balance.MinorUnits);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task No_money_goes_to_a_card_that_was_removed_while_the_withdrawal_waited()
    {
        await using var database = await TestDatabase.CreateAsync();
        var payer = await new Lenders(database).PersonAsync(100);
        var card = await database.CardOfAsync(payer);
        var before = await Overtaking.MovesAsync(database);
        var refused = await WhileWaitingAsync(
            database,
            $"SELECT 1 FROM account WHERE owner_id = '{payer.Value}' FOR UPDATE",
            () => database.Get<Withdrawals>().WithdrawAsync(
                new Withdrawal(payer, Guid.CreateVersion7(), Money.Yuan(10), card) { Proof = new PaymentProof(Lenders.Pin) }, Nowhere, default),
            () => database.Get<BankCards>().RemoveAsync(payer, card, TestDatabase.Password, Nowhere));
        Assert.IsType<NotFoundError>(Assert.Single(Assert.IsType<DomainException>(refused).Errors));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
    }

    [Fact]
    public async Task Nobody_asks_for_a_friendship_with_an_account_that_was_closed_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (leaver, other) = (await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        var refused = await InOrderAsync(
            database,
            $"SELECT 1 FROM users WHERE id = '{leaver.Value}' FOR UPDATE",
            () => CloseAsync(database, leaver),
            () => database.Get<Friends>().SendRequestAsync(leaver, other, null));
        Assert.Null(refused[0]);
        Assert.IsType<DomainException>(refused[1]);
        Assert.False(await database.Units.ReadAsync(db => db.Set<FriendRequest>().AnyAsync()));
    }

    [Fact]
    public async Task A_sign_in_does_not_tie_itself_to_an_account_that_was_closed_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync();
        var closed = await database.PersonAsync(RealNameLevel.None);
        var phone = await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Phone).SingleAsync());
        var ming = new ExternalIdentity("https://id.example", "sub-1", "sign-in-1", phone, "ming", "Ming");
        SessionId? session = null;
        var refused = await InOrderAsync(
            database,
            $"SELECT 1 FROM users WHERE id = '{closed.Value}' FOR UPDATE",
            () => CloseAsync(database, closed),
            async () => session = await database.Get<ExternalLogins>().SessionOfAsync(ming, Nowhere));
        Assert.All(refused, Assert.Null);
        Assert.NotEqual(closed, await database.Units.ReadAsync(db => db.Set<Session>().Where(s => s.Id == session).Select(s => s.UserId).SingleAsync()));
    }

    private static Task CloseAsync(TestDatabase database, UserId user) =>
        database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, Nowhere);

    /// <summary>One waits for a row that is locked, while the other happens. Returns the refusal of the first; null when there was none.</summary>
    private static async Task<Exception?> WhileWaitingAsync(TestDatabase database, string locking, Func<Task> waits, Func<Task> meanwhile)
    {
        var (holder, release) = await Overtaking.HoldAsync(database, locking);
        var waiting = Task.Run(waits);
        await Overtaking.UntilWaitingAsync(database, 1);
        await meanwhile();
        release.SetResult();
        await holder;
        return await Record.ExceptionAsync(() => waiting);
    }

    /// <summary>Both wait for rows, one after the other. Returns their refusals; null where there was none.</summary>
    private static async Task<Exception?[]> InOrderAsync(TestDatabase database, string locking, Func<Task> first, Func<Task> second)
    {
        var (holder, release) = await Overtaking.HoldAsync(database, locking);
        var one = Task.Run(first);
        await Overtaking.UntilWaitingAsync(database, 1);
        var other = Task.Run(second);

        // It waits too, or it had nothing to wait for.
        await Patience.UntilAsync(
            async () => other.IsCompleted || await database.Units.ReadAsync(TestStore.LockWaitsAsync) >= 2, () => "It does not wait.");
        release.SetResult();
        await holder;
        return [await Record.ExceptionAsync(() => one), await Record.ExceptionAsync(() => other)];
    }
}
