using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Lending;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>What is on its way to somebody who closes the account.</summary>
public sealed class ClosingTransferTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delayed_transfer_of_a_frozen_sender_goes_back_and_keeps_nobody_from_closing(bool frozen)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (payer, payee) = (await lenders.PersonAsync(100), await lenders.PersonAsync());
        await lenders.BefriendAsync(payer, payee);
        var transfer = (await database.Get<Transfers>().SendAsync(
            new Transfer(payer, database.Clock.NewGuid(), payee, Money.Yuan(40)) { Arrival = Arrival.TwoHours }, Market.Nowhere, default)).Value;
        if (!frozen)
        {
            Assert.IsType<AccountNotEmptyError>((await Assert.ThrowsAsync<DomainException>(CloseAsync)).Errors[0]);
            return;
        }

        await database.Get<Profiles>().FreezeAsync(payer, null);
        await CloseAsync();
        var (status, wallet, lines) = await database.Units.ReadAsync(async db => (
            await db.Set<Transaction>().Where(t => t.Id == transfer).Select(t => t.Status).SingleAsync(),
            await db.Set<Account>().SingleAsync(a => a.OwnerId == payer),
            await db.Set<AuditEvent>().CountAsync(e => e.UserId == payer && e.Detail!.StartsWith("TRANSFER sent back"))));
        Assert.Equal((TransactionStatus.Expired, 100_00, 100_00, 1), (status, wallet.Balance.MinorUnits, wallet.Available.MinorUnits, lines));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        Task CloseAsync() => database.Get<AccountClosing>().CloseAsync(payee, TestDatabase.Password, Market.Nowhere);
    }

    [Fact]
    public async Task A_payment_to_somebody_who_has_left_is_not_reversible()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (payer, payee, reverser) = (await lenders.PersonAsync(100), await lenders.PersonAsync(), await lenders.PersonAsync());
        await lenders.BefriendAsync(payer, payee);
        var paid = (await SendAsync(payer, payee)).Value;
        await SendAsync(payee, payer);
        await database.Get<AccountClosing>().CloseAsync(payee, TestDatabase.Password, Market.Nowhere);
        var refused = await Assert.ThrowsAsync<DomainException>(() =>
            database.Get<Reversals>().ReverseAsync(reverser, database.Clock.NewGuid(), paid, "A mistake", default));
        Assert.IsType<NotReversibleError>(Assert.Single(refused.Errors));

        Task<Answer<TransactionId>> SendAsync(UserId from, UserId to) => database.Get<Transfers>().SendAsync(
            new Transfer(from, database.Clock.NewGuid(), to, Money.Yuan(40)), Market.Nowhere, default);
    }
}
