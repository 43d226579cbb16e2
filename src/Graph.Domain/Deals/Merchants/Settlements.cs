using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>
/// What a merchant earned, paid out to its owner's own bank card: at any level, frozen or not, and counted against no limit.
/// </summary>
public sealed class Settlements(Idempotency idempotency, GeneralLedger ledger, Clearing clearing)
{
    public async Task<Answer<TransactionId>> WithdrawAsync(
        UserId actor, Guid key, MerchantId merchant, Money amount, CancellationToken cancellationToken)
    {
        var command = new Command(actor, "withdrawSettlement", key, new { merchant, amount });
        var request = clearing.NewRequest();
        var answer = await idempotency.RunAsync(
            command,
            confirm: null,
            db => OpenAsync(db, merchant, amount, command, request),
            staysOpen: true,
            cancellationToken);
        return await clearing.FinishAsync(answer, request);
    }

    private async Task<TransactionId> OpenAsync(
        GraphDb db, MerchantId id, Money amount, Command command, BankRequestId request)
    {
        var merchant = await MerchantRegister.OwnedAsync(db, command.Actor, id);
        var card = await db.Set<BankCard>()
            .Where(BankCard.IsUsableBy(command.Actor, db))
            .OrderByDescending(c => c.AddedAt)
            .FirstOrDefaultAsync() ?? throw new DomainException(new NoBankCardError());
        var movement = new Movement(
            TransactionKind.SettlementWithdrawal, merchant.SettlementId, Account.BankId, amount, command.Actor)
        {
            Business = merchant.SettlementId,
            BankCard = card.Id,
            Cause = command,
        };
        var transaction = await ledger.HoldAsync(db, movement, expiresAt: null);
        clearing.Open(db, request, BankDirection.ToCard, transaction, command);
        return transaction.Id;
    }
}
