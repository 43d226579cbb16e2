using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Payments;

/// <summary>The amount to top up, and the viewer's own bank card from which it comes.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Amount">The amount to top up.</param>
/// <param name="BankCard">The ID of one of `viewer.bankCards`, from which the money comes.</param>
public sealed record TopUpInput(Guid IdempotencyKey, MoneyInput Amount, BankCardId BankCard);

/// <summary>The amount to withdraw, and the viewer's own bank card to which it goes.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Amount">The amount to withdraw.</param>
/// <param name="BankCard">The ID of one of `viewer.bankCards`, to which the money goes.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed for 24 hours after a reset of the password or a change of the phone. It is checked
/// whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is not needed, but it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record WithdrawInput(
    Guid IdempotencyKey, MoneyInput Amount, BankCardId BankCard, string? PaymentPin, PasskeyAssertionInput? Passkey);

/// <summary>The transfer to cancel.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Transaction">
/// The ID of a delayed transfer that has not arrived yet (`viewerCanCancel` is true).
/// </param>
public sealed record CancelTransferInput(Guid IdempotencyKey, TransactionId Transaction);

/// <summary>The payment to reverse, and the reason.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Transaction">The ID of a settled payment between two people.</param>
/// <param name="Reason">The reason, 1 to 200 characters. The two sides see it as the note of the reversal.</param>
public sealed record ReverseTransactionInput(Guid IdempotencyKey, TransactionId Transaction, string Reason);

/// <summary>A transfer to a friend, or to a person whose full real name the viewer knows.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="To">The ID of the person who receives the money.</param>
/// <param name="Amount">The amount to transfer.</param>
/// <param name="Note">A note, at most 200 characters. Only the two sides see it.</param>
/// <param name="Visibility">
/// The people besides the two sides who may see that the transfer happened. If the two sides' settings differ, the
/// stricter one applies. When it is left out, the viewer's default applies.
/// </param>
/// <param name="PayeeName">
/// The full real name of the payee. It is needed to pay a person who is not a friend. It is looked at only if the viewer
/// could pay. Wrong names are counted, and so are right ones whose payment is refused or can still be cancelled; after
/// too many the viewer has to wait. With it, send the mutation as the only root field of the operation.
/// </param>
/// <param name="Arrival">
/// The delay after which the money arrives. Until then the viewer can cancel the transfer with `cancelTransfer`.
/// </param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed beyond ¥1,000 a day, and it is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record TransferInput(
    Guid IdempotencyKey,
    UserId To,
    MoneyInput Amount,
    string? Note,
    Visibility? Visibility,
    string? PayeeName,
    string? PaymentPin,
    PasskeyAssertionInput? Passkey,
    Arrival Arrival = Arrival.Instant);

/// <param name="Transaction">
/// The transaction. It is PENDING while a delayed transfer has not arrived, or while the bank has not answered.
/// </param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record MoneyMoved(TransactionNode Transaction, bool Replayed)
{
    /// <summary>The viewer's wallet after the mutation.</summary>
    public Task<WalletNode> Wallet(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}

/// <param name="Transaction">
/// The new transaction that reverses the payment.
/// </param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record TransactionReversed(TransactionNode Transaction, bool Replayed);

[MutationFields]
public sealed class PaymentMutations
{
    /// <summary>
    /// Reads a transaction that the viewer has just made, or has made before with the same key. The query is compiled
    /// once, because every payment uses it.
    /// </summary>
    private static readonly PerModel<Func<GraphDb, TransactionId, Task<Transaction>>> TransactionOf = new(() => EF.CompileAsyncQuery(
        (GraphDb db, TransactionId id) => db.Set<Transaction>().Single(t => t.Id == id)));

    /// <summary>
    /// Tops up the viewer's wallet from their own bank card. When the bank does not answer in time, the transaction
    /// stays PENDING and settles by itself as soon as the bank answers. Calling it again with the same key moves no
    /// money again.
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
    /// Transfers money to a friend, or to another person if the input holds their full real name. It arrives at once,
    /// after 2 hours or after 24 hours. Calling it again with the same key moves no money again.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Alone("paymentPin", "passkey", "payeeName")]
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
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
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
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        return await MovedAsync(await transfers.SendAsync(transfer, caller.Origin, cancellationToken), db);
    }

    /// <summary>
    /// Withdraws money to the viewer's own bank card. It works at any real-name level, and it counts against no limit.
    /// While the account is frozen, it works to cards that could be withdrawn to when it was frozen. When the bank does
    /// not answer in time, the transaction stays PENDING; as soon as the bank answers, it settles, or the money comes
    /// back. For 24 hours after a reset of the password or a change of the phone it takes the PIN, which must have been
    /// set a day before that. Calling it again with the same key moves no money again.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(BankCardTooNewError),
        typeof(BankDeclinedError),
        typeof(InsufficientFundsError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
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
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await withdrawals.WithdrawAsync(withdrawal, caller.Origin, cancellationToken);
        return await MovedAsync(answer, db);
    }

    /// <summary>
    /// Cancels a delayed transfer of the viewer that has not arrived yet. The money comes back to the wallet, and the
    /// transfer no longer counts against the limits. Calling it again with the same key changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
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
    /// Reverses a settled payment between two people with a new transaction, for operators. The whole amount goes back
    /// from the payee to the payer, and the payment no longer counts against the payer's limits. A payment can be
    /// reversed once. It is refused when the payee does not have enough money, and when the operator is a side of the
    /// payment, with any of their accounts. Calling it again with the same key moves no money again.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(OwnPaymentError),
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

    /// <summary>Makes the payload. It takes no cancellation token, because the money has already moved.</summary>
    private static async Task<MoneyMoved> MovedAsync(Answer<TransactionId> answer, GraphDb db) =>
        new(new TransactionNode(await TransactionOf.For(db)(db, answer.Value)), answer.Replayed);
}
