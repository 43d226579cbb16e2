using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>
/// Pays a merchant's money out to its owner's own bank card. This is possible at every level, even if the account is
/// frozen, and counts against no limit.
/// </summary>
public sealed class SettlementWithdrawals(BankMoves moves, TimeProvider clock)
{
    public Task<Answer<TransactionId>> WithdrawAsync(
        UserId actor, Guid key, MerchantId merchant, Money amount, CancellationToken cancellationToken) => moves.MoveAsync(
        new Command(
            actor,
            "withdrawSettlement",
            key,
            new RequestInput().With("merchant", merchant).With("amount", amount)),
        confirm: null,
        db => PlanAsync(db, actor, merchant, amount),
        cancellationToken);

    /// <summary>
    /// Plans a payout to the owner's default card, or else to the one that was added last. Cards that still wait for
    /// their first withdrawal, or did when the account was frozen, come after all others.
    /// </summary>
    private async Task<BankMove> PlanAsync(GraphDb db, UserId actor, MerchantId id, Money amount)
    {
        var merchant = await StaffPolicy.OwnedAsync(db, actor, id);
        var ready = await db.Set<User>().Where(u => u.Id == actor).Select(u => u.FrozenAt).SingleAsync() ?? clock.UtcNow();
        var card = await db.Set<BankCard>()
            .Where(BankCard.IsUsableBy(actor, db))
            .OrderBy(c => c.WithdrawableFrom > ready)
            .ThenByDescending(c => c.DefaultSince != null)
            .ThenByDescending(c => c.AddedAt)
            .FirstOrDefaultAsync() ?? throw new DomainException(new NoBankCardError());
        return new BankMove(
            BankDirection.ToCard, TransactionKind.SettlementWithdrawal, merchant.SettlementId, card.Id, amount)
        {
            Business = merchant.SettlementId,
        };
    }
}
