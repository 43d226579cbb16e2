using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;

namespace Graph.Api.Payments;

/// <summary>From a card that stands accepted as the viewer's own evidence (`viewer.bankCards`).</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Amount">How much.</param>
/// <param name="BankCard">The id of one of `viewer.bankCards`.</param>
public sealed record TopUpInput(Guid IdempotencyKey, MoneyInput Amount, BankCardId BankCard);

/// <summary>Money for a friend.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="To">The id of a friend.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">What to say with it, at most 200 characters; for the two sides only.</param>
/// <param name="Visibility">Who may see that it happened; the stricter side's wish wins. Left out: the viewer's default.</param>
/// <param name="PayeeName">The payee's real name, to pay somebody who is no friend. Not offered yet: refused.</param>
/// <param name="Arrival">When it arrives. Only INSTANT is offered yet: others are refused.</param>
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
/// <param name="Wallet">The viewer's wallet as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record MoneyMoved(TransactionNode Transaction, WalletNode Wallet, bool Replayed);

[MutationFields]
public sealed class PaymentMutations
{
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
        TransactionLoaders loaders,
        GraphDb db,
        Caller caller,
        TopUpInput input,
        CancellationToken cancellationToken)
    {
        var answer = await topUps.TopUpAsync(
            new TopUp(caller.Viewer, input.IdempotencyKey, input.Amount.ToMoney("amount"), input.BankCard), cancellationToken);
        return await MovedAsync(answer, loaders, db, caller);
    }

    /// <summary>Sends money to a friend; it arrives at once.</summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(PayeeCannotReceiveError),
        typeof(RealNameLevelRequiredError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<MoneyMoved> Transfer(
        Transfers transfers,
        TransactionLoaders loaders,
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
        return await MovedAsync(await transfers.SendAsync(transfer, caller.Origin, cancellationToken), loaders, db, caller);
    }

    /// <summary>The money has moved: showing it is not cancelled with the request.</summary>
    private static async Task<MoneyMoved> MovedAsync(
        Answer<TransactionId> answer, TransactionLoaders loaders, GraphDb db, Caller caller) => new(
            (await loaders.ById.LoadAsync(answer.Value, CancellationToken.None))!,
            await WalletNode.OfAsync(db, caller, CancellationToken.None),
            answer.Replayed);
}
