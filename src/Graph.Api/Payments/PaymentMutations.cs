using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Payments;

/// <summary>From a card that stands accepted as the viewer's own evidence (`viewer.bankCards`).</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Amount">How much.</param>
/// <param name="BankCard">The id of one of `viewer.bankCards`.</param>
public sealed record TopUpInput(Guid IdempotencyKey, MoneyInput Amount, BankCardId BankCard);

/// <summary>To a card that stands accepted as the viewer's own evidence (`viewer.bankCards`).</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Amount">How much.</param>
/// <param name="BankCard">The id of one of `viewer.bankCards`.</param>
/// <param name="PaymentPin">Six digits; not needed, and checked when it is sent. Then it comes alone.</param>
public sealed record WithdrawInput(Guid IdempotencyKey, MoneyInput Amount, BankCardId BankCard, string? PaymentPin);

/// <summary>Which transfer is taken back.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Transaction">The id of a transfer that has not arrived (`viewerCanCancel`).</param>
public sealed record CancelTransferInput(Guid IdempotencyKey, TransactionId Transaction);

/// <summary>What is undone, and why.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Transaction">The id of a settled payment between two people.</param>
/// <param name="Reason">1 to 200 characters; the two sides read it as the note of the reversal.</param>
public sealed record ReverseTransactionInput(Guid IdempotencyKey, TransactionId Transaction, string Reason);

/// <summary>Money for a friend, or for somebody whose real name the viewer knows.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="To">The id of the payee.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">What to say with it, at most 200 characters; for the two sides only.</param>
/// <param name="Visibility">Who may see that it happened; the stricter side's wish wins. Left out: the viewer's default.</param>
/// <param name="PayeeName">The payee's whole real name, to pay somebody who is no friend. Wrong ones are counted. Comes alone.</param>
/// <param name="Arrival">When it arrives; until then it can be taken back with `cancelTransfer`.</param>
/// <param name="PaymentPin">Six digits; needed beyond ¥1,000 a day, and checked whenever it is sent. Then it comes alone.</param>
public sealed record TransferInput(
    Guid IdempotencyKey,
    UserId To,
    MoneyInput Amount,
    string? Note,
    Visibility? Visibility,
    string? PayeeName,
    string? PaymentPin,
    Arrival Arrival = Arrival.Instant);

/// <param name="Transaction">What was done; PENDING when the bank has not answered yet.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record MoneyMoved(TransactionNode Transaction, bool Replayed)
{
    /// <summary>The viewer's wallet as it is now.</summary>
    public Task<WalletNode> Wallet(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}

/// <param name="Transaction">The reversal; what it moved is for the two sides to see.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record TransactionReversed(TransactionNode Transaction, bool Replayed);

[MutationFields]
public sealed class PaymentMutations
{
    /// <summary>One that the viewer has just made, or has made before under the same key. Compiled once: every payment ends here.</summary>
    private static readonly PerModel<Func<GraphDb, TransactionId, Task<Transaction>>> TransactionOf = new(() => EF.CompileAsyncQuery(
        (GraphDb db, TransactionId id) => db.Set<Transaction>().Single(t => t.Id == id)));

    /// <summary>
    /// Brings money in from the viewer's own bank card. When the bank is silent the transaction stays PENDING, and settles
    /// by itself as soon as the bank answers.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(BankDeclinedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<MoneyMoved> TopUp(
        TopUps topUps,
        GraphDb db,
        Caller caller,
        TopUpInput input,
        CancellationToken cancellationToken)
    {
        var answer = await topUps.TopUpAsync(
            new TopUp(caller.Viewer, input.IdempotencyKey, input.Amount.ToMoney("amount"), input.BankCard), cancellationToken);
        return await MovedAsync(answer, db);
    }

    /// <summary>
    /// Sends money to a friend, or to somebody whose real name is sent along; it arrives at once, after 2 hours, or after 24.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Alone("paymentPin", "payeeName")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(PayeeNameMismatchError),
        typeof(PayeeCannotReceiveError),
        typeof(AccountFrozenError),
        typeof(RealNameLevelRequiredError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<MoneyMoved> Transfer(
        Transfers transfers,
        GraphDb db,
        Caller caller,
        TransferInput input,
        CancellationToken cancellationToken)
    {
        var transfer = new Transfer(caller.Viewer, input.IdempotencyKey, input.To, input.Amount.ToMoney("amount"))
        {
            Note = input.Note,
            Visibility = input.Visibility,
            PayeeName = input.PayeeName,
            Arrival = input.Arrival,
            PaymentPin = input.PaymentPin,
        };
        return await MovedAsync(await transfers.SendAsync(transfer, caller.Origin, cancellationToken), db);
    }

    /// <summary>
    /// Sends money to the viewer's own bank card, at any level, frozen or not; it counts against no limit. When the bank is
    /// silent the transaction stays PENDING, and settles, or comes back, as soon as the bank answers.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(BankDeclinedError),
        typeof(InsufficientFundsError),
        typeof(WrongPaymentPinError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<MoneyMoved> Withdraw(
        Withdrawals withdrawals,
        GraphDb db,
        Caller caller,
        WithdrawInput input,
        CancellationToken cancellationToken)
    {
        var withdrawal = new Withdrawal(caller.Viewer, input.IdempotencyKey, input.Amount.ToMoney("amount"), input.BankCard)
        {
            PaymentPin = input.PaymentPin,
        };
        var answer = await withdrawals.WithdrawAsync(withdrawal, caller.Origin, cancellationToken);
        return await MovedAsync(answer, db);
    }

    /// <summary>Takes back a transfer that has not arrived yet; the money and the limits are as before.</summary>
    [Authenticated]
    [Errors(
        typeof(NotFoundError),
        typeof(TransactionClosedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<MoneyMoved> CancelTransfer(
        Transfers transfers,
        GraphDb db,
        Caller caller,
        CancelTransferInput input,
        CancellationToken cancellationToken)
    {
        var answer = await transfers.CancelAsync(caller.Viewer, input.IdempotencyKey, input.Transaction, cancellationToken);
        return await MovedAsync(answer, db);
    }

    /// <summary>
    /// Undoes a settled payment between two people, whole and once, by new postings: the payee's money goes back, and so
    /// does what it used of the payer's limits. Refused when the payee has not that much left.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotReversibleError),
        typeof(AlreadyReversedError),
        typeof(ReversalNotCoveredError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<TransactionReversed> ReverseTransaction(
        Reversals reversals, GraphDb db, Caller caller, ReverseTransactionInput input, CancellationToken cancellationToken)
    {
        var answer = await reversals.ReverseAsync(
            caller.Viewer, input.IdempotencyKey, input.Transaction, input.Reason, cancellationToken);
        return new TransactionReversed(new TransactionNode(await TransactionOf.For(db)(db, answer.Value)), answer.Replayed);
    }

    /// <summary>The money has moved: showing it is not cancelled with the request.</summary>
    private static async Task<MoneyMoved> MovedAsync(Answer<TransactionId> answer, GraphDb db) =>
        new(new TransactionNode(await TransactionOf.For(db)(db, answer.Value)), answer.Replayed);
}
