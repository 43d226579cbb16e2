using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Payments.Requests;

/// <summary>A request to a friend for money.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Payer">The ID of the friend who is asked to pay.</param>
/// <param name="Amount">The amount to pay.</param>
/// <param name="Note">A note to the friend, at most 200 characters.</param>
public sealed record RequestPaymentInput(Guid IdempotencyKey, UserId Payer, MoneyInput Amount, string? Note);

/// <summary>The answer to a payment request.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Request">The ID of an open payment request whose `payer` is the viewer.</param>
/// <param name="Pay">True pays the request; false declines it.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed beyond ¥1,000 a day, and it is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record AnswerPaymentRequestInput(
    Guid IdempotencyKey, PaymentRequestId Request, bool Pay, string? PaymentPin, PasskeyAssertionInput? Passkey);

/// <summary>The payment request to cancel.</summary>
/// <param name="Request">The ID of a payment request that the viewer made.</param>
public sealed record CancelPaymentRequestInput(PaymentRequestId Request);

/// <summary>A bill that the viewer paid, and the shares into which it is split.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Title">The title: what the bill was for, 1 to 80 characters.</param>
/// <param name="Total">The total of the bill.</param>
/// <param name="Shares">
/// One share for each person, at most 100. The viewer may have a share too; it counts as paid at once.
/// </param>
public sealed record SplitBillInput(Guid IdempotencyKey, string Title, MoneyInput Total, IReadOnlyList<BillShareInput> Shares);

/// <summary>One person's share of a bill. All shares without an amount divide the rest of the total equally.</summary>
/// <param name="User">The ID of a friend, or of the viewer.</param>
/// <param name="Amount">
/// The amount of the share, at least 0.01. When it is left out, the share is an equal part of the rest. If the rest
/// cannot be divided exactly, the first shares are one fen (0.01) larger.
/// </param>
public sealed record BillShareInput(UserId User, MoneyInput? Amount);

/// <param name="Request">The new payment request, which is OPEN.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record PaymentAsked(PaymentRequestNode Request, bool Replayed);

/// <param name="Request">The payment request, which is PAID or DECLINED now.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record PaymentAnswered(PaymentRequestNode Request, WalletNode Wallet, bool Replayed);

/// <param name="Request">The payment request, which is CANCELLED now.</param>
public sealed record PaymentRequestCancelled(PaymentRequestNode Request);

/// <param name="Bill">The split bill. Each person with a share, except the viewer, has a payment request now.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record BillSplitDone(BillNode Bill, bool Replayed);

[MutationFields]
public sealed class RequestMutations
{
    /// <summary>
    /// Asks a friend to pay the viewer. The payment request stays open for 7 days. Calling it again with the same key
    /// makes no second request.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<PaymentAsked> RequestPayment(
        PaymentRequests requests,
        PaymentLoaders loaders,
        Caller caller,
        RequestPaymentInput input,
        CancellationToken cancellationToken)
    {
        var answer = await requests.AskAsync(
            caller.Viewer, input.IdempotencyKey, input.Payer, input.Amount.ToMoney("amount"), input.Note, cancellationToken);
        return new PaymentAsked((await loaders.Requests.LoadAsync(answer.Value, CancellationToken.None))!, answer.Replayed);
    }

    /// <summary>
    /// Pays a payment request at once, or declines it. Paying needs real-name level CLASS_I. Calling it again with the
    /// same key moves no money again.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(PaymentRequestClosedError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<PaymentAnswered> AnswerPaymentRequest(
        PaymentRequests requests,
        PaymentLoaders loaders,
        GraphDb db,
        Caller caller,
        AnswerPaymentRequestInput input,
        CancellationToken cancellationToken)
    {
        var answer = await requests.AnswerAsync(
            new PaymentAnswer(caller.Viewer, input.IdempotencyKey, input.Request, input.Pay)
            {
                Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
            },
            caller.Origin,
            cancellationToken);
        return new PaymentAnswered(
            (await loaders.Requests.LoadAsync(answer.Value, CancellationToken.None))!,
            await WalletNode.OfAsync(db, caller, CancellationToken.None),
            answer.Replayed);
    }

    /// <summary>
    /// Cancels an open payment request of the viewer. Calling it again changes nothing. If the request was answered or
    /// has expired, it fails with PaymentRequestClosedError.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(PaymentRequestClosedError))]
    public static async Task<PaymentRequestCancelled> CancelPaymentRequest(
        PaymentRequests requests,
        PaymentLoaders loaders,
        Caller caller,
        CancelPaymentRequestInput input)
    {
        var request = await requests.CancelAsync(caller.Viewer, input.Request);
        return new PaymentRequestCancelled((await loaders.Requests.LoadAsync(request, CancellationToken.None))!);
    }

    /// <summary>
    /// Splits a bill that the viewer paid among friends, equally or by given amounts, exact to the fen. Each friend
    /// gets a payment request. Calling it again with the same key makes no second bill.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<BillSplitDone> SplitBill(
        Bills bills, PaymentLoaders loaders, Caller caller, SplitBillInput input, CancellationToken cancellationToken)
    {
        var shares = input.Shares.Index()
            .Select(share => new ShareWish(share.Item.User, share.Item.Amount?.ToMoney("shares", $"{share.Index}", "amount")));
        var answer = await bills.SplitAsync(
            new BillSplit(caller.Viewer, input.IdempotencyKey, input.Title, input.Total.ToMoney("total"), [.. shares]),
            cancellationToken);
        return new BillSplitDone((await loaders.Bills.LoadAsync(answer.Value, CancellationToken.None))!, answer.Replayed);
    }
}
