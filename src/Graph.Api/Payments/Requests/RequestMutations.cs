using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Payments.Requests;

/// <summary>Money that a friend is asked for.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="From">The id of the friend who is to pay.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">What to say with it, at most 200 characters.</param>
public sealed record RequestPaymentInput(Guid IdempotencyKey, UserId From, MoneyInput Amount, string? Note);

/// <summary>An answer to a payment request.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Request">The id of an open request whose `from` is the viewer.</param>
/// <param name="Pay">Whether to pay; false declines.</param>
/// <param name="PaymentPin">Six digits; needed beyond ¥1,000 a day, and checked whenever it is sent. Then it comes alone.</param>
public sealed record AnswerPaymentRequestInput(Guid IdempotencyKey, PaymentRequestId Request, bool Pay, string? PaymentPin);

/// <summary>Which request is taken back.</summary>
/// <param name="Request">The id of a request that the viewer made.</param>
public sealed record CancelPaymentRequestInput(PaymentRequestId Request);

/// <summary>What the viewer paid for several, and who bears which part of it.</summary>
/// <param name="IdempotencyKey">Made by the client, one for each intent: sent again, it returns the first answer again.</param>
/// <param name="Title">What it was for, 1 to 80 characters.</param>
/// <param name="Total">All that was paid.</param>
/// <param name="Shares">One for each person, at most 100; the viewer's own may be among them, and is borne at once.</param>
public sealed record SplitBillInput(Guid IdempotencyKey, string Title, MoneyInput Total, IReadOnlyList<BillShareInput> Shares);

/// <summary>One person's part of a bill. Without an amount, an equal share of what is left.</summary>
/// <param name="User">The id of a friend, or of the viewer.</param>
/// <param name="Amount">At least 0.01; left out: what is left is divided equally, and the first ones take the odd fen.</param>
public sealed record BillShareInput(UserId User, MoneyInput? Amount);

/// <param name="Request">The request as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record PaymentAsked(PaymentRequestNode Request, bool Replayed);

/// <param name="Request">The request as it is now.</param>
/// <param name="Wallet">The viewer's wallet as it is now.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record PaymentAnswered(PaymentRequestNode Request, WalletNode Wallet, bool Replayed);

/// <param name="Request">The request as it is now.</param>
public sealed record PaymentRequestCancelled(PaymentRequestNode Request);

/// <param name="Bill">The bill; its shares are asked for.</param>
/// <param name="Replayed">Whether this is the answer of an earlier, identical request.</param>
public sealed record BillSplitDone(BillNode Bill, bool Replayed);

[MutationFields]
public sealed class RequestMutations
{
    /// <summary>Asks a friend for money. It stays open for 7 days.</summary>
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
            caller.Viewer, input.IdempotencyKey, input.From, input.Amount.ToMoney("amount"), input.Note, cancellationToken);
        return new PaymentAsked((await loaders.Requests.LoadAsync(answer.Value, CancellationToken.None))!, answer.Replayed);
    }

    /// <summary>Pays a request at once, or declines it. Paying takes real-name level CLASS_I.</summary>
    [Authenticated]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(PaymentRequestClosedError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
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
            new PaymentAnswer(caller.Viewer, input.IdempotencyKey, input.Request, input.Pay) { PaymentPin = input.PaymentPin },
            caller.Origin,
            cancellationToken);
        return new PaymentAnswered(
            (await loaders.Requests.LoadAsync(answer.Value, CancellationToken.None))!,
            await WalletNode.OfAsync(db, caller, CancellationToken.None),
            answer.Replayed);
    }

    /// <summary>Takes a request back that nobody has answered. Again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(PaymentRequestClosedError))]
    public static async Task<PaymentRequestCancelled> CancelPaymentRequest(
        PaymentRequests requests,
        PaymentLoaders loaders,
        Caller caller,
        CancelPaymentRequestInput input,
        CancellationToken cancellationToken)
    {
        var request = await requests.CancelAsync(caller.Viewer, input.Request);
        return new PaymentRequestCancelled((await loaders.Requests.LoadAsync(request, cancellationToken))!);
    }

    /// <summary>
    /// Splits what the viewer paid among friends, equally or by given shares, to the fen. Each gets a payment request.
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
