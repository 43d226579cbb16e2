using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Lending.Loans;

/// <param name="Loan">The loan, which is REQUESTED now.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record LoanRequested(LoanNode Loan, bool Replayed);

/// <param name="Loan">The loan, which is OFFERED now.</param>
/// <param name="Wallet">The viewer's wallet after the mutation, in which the money is held.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record LoanOffered(LoanNode Loan, WalletNode Wallet, bool Replayed);

/// <param name="Loan">The loan, which is ACTIVE or DECLINED now.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record LoanAnswered(LoanNode Loan, WalletNode Wallet, bool Replayed);

/// <param name="Loan">The loan, which is CANCELLED now.</param>
public sealed record LoanCancelled(LoanNode Loan);

/// <param name="Loan">The loan after the repayment. It is REPAID when nobody is owed any more.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record LoanRepaid(LoanNode Loan, WalletNode Wallet, bool Replayed);

/// <param name="Loan">The loan with the new setting.</param>
public sealed record AutoRepaySet(LoanNode Loan);

/// <param name="Loan">
/// The loan. It is FORGIVEN when nobody is owed any more. A repetition by a guarantor who may not see it any more has null.
/// </param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record LoanForgiven(LoanNode? Loan, bool Replayed);

[MutationFields]
public sealed class LoanMutations
{
    /// <summary>
    /// Asks a friend for a loan. The friend has 7 days to answer. Until then the viewer can ask other friends to stand in for
    /// it. Calling it again with the same key makes no second request.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassII)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(RateCapExceededError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError),
        typeof(LendingLimitError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<LoanRequested> RequestLoan(
        LoanRequests requests, LoanLoaders loans, Caller caller, RequestLoanInput input, CancellationToken cancellationToken)
    {
        var wish = new LoanWish(
            caller.Viewer, input.IdempotencyKey, input.Lender, input.Principal.ToMoney("principal"), input.AnnualRate, input.Months, input.Repayment)
        {
            Purpose = input.Purpose,
        };
        var answer = await requests.RequestAsync(wish, cancellationToken);
        return new LoanRequested(await LoanOfAsync(loans, answer.Value), answer.Replayed);
    }

    /// <summary>
    /// Offers a loan to a friend. The money is held in the viewer's wallet, and counts against the viewer's limits. The friend
    /// has 7 days to answer; then the money is free again. Calling it again with the same key holds no money again.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassII)]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(RateCapExceededError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError),
        typeof(LendingLimitError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<LoanOffered> OfferLoan(
        LoanRequests requests, LoanLoaders loans, GraphDb db, Caller caller, OfferLoanInput input, CancellationToken cancellationToken)
    {
        var wish = new LoanWish(
            caller.Viewer, input.IdempotencyKey, input.Borrower, input.Principal.ToMoney("principal"), input.AnnualRate, input.Months, input.Repayment)
        {
            Purpose = input.Purpose,
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await requests.OfferAsync(wish, caller.Origin, cancellationToken);
        return new LoanOffered(await LoanOfAsync(loans, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>
    /// Accepts or declines a request or an offer. A yes pays the money out at once and makes the contract. The lender's yes to
    /// a request is a payment: it needs real-name level CLASS_II, and counts against the limits. For 24 hours after a reset of the
    /// password or a change of the phone, the borrower's yes to an offer takes the payment PIN too. Calling it again with the same
    /// key moves no money again.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(LoanStatusError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError),
        typeof(RateCapExceededError),
        typeof(InsufficientFundsError),
        typeof(LimitExceededError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<LoanAnswered> AnswerLoan(
        LoanAnswers answers, LoanLoaders loans, GraphDb db, Caller caller, AnswerLoanInput input, CancellationToken cancellationToken)
    {
        var answer = await answers.AnswerAsync(
            new LoanAnswer(caller.Viewer, input.IdempotencyKey, input.Loan, input.Accept) { Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey) },
            caller.Origin,
            cancellationToken);
        return new LoanAnswered(await LoanOfAsync(loans, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>
    /// Takes back a request or an offer of the viewer that nobody has answered. Held money is free again. Calling it again
    /// changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(LoanStatusError))]
    public static async Task<LoanCancelled> CancelLoan(LoanRequests requests, LoanLoaders loans, Caller caller, CancelLoanInput input) =>
        new(await LoanOfAsync(loans, await requests.CancelAsync(caller.Viewer, input.Loan)));

    /// <summary>
    /// Repays a loan of the viewer, whole or in part, at any time. It works at any real-name level and when the account is
    /// frozen, and it counts against no limit. It never needs the payment PIN, not even in the 24 hours after a reset of the
    /// password or a change of the phone, because it can only pay what is owed. Calling it again with the same key moves no money again.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(LoanStatusError),
        typeof(MoreThanOwedError),
        typeof(InsufficientFundsError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<LoanRepaid> RepayLoan(
        Repayments repayments, LoanLoaders loans, GraphDb db, Caller caller, RepayLoanInput input, CancellationToken cancellationToken)
    {
        var repayment = new Repayment(caller.Viewer, input.IdempotencyKey, input.Loan, input.Amount.ToMoney("amount"))
        {
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await repayments.RepayAsync(repayment, caller.Origin, cancellationToken);
        return new LoanRepaid(await LoanOfAsync(loans, answer.Value), await WalletOfAsync(db, caller), answer.Replayed);
    }

    /// <summary>
    /// Switches automatic repayment of the viewer's loan on or off. On the due day the amount due is paid from the viewer's wallet. If the
    /// wallet has too little, the payment is tried again on the next two days, and once more before the loan is in default. A loan in
    /// default is not repaid by itself. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(LoanStatusError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<AutoRepaySet> SetAutoRepay(
        Repayments repayments, LoanLoaders loans, Caller caller, SetAutoRepayInput input) =>
        new(await LoanOfAsync(
            loans, await repayments.SetAutoRepayAsync(caller.Viewer, input.Loan, input.On, input.PaymentPin, caller.Origin)));

    /// <summary>
    /// Gives up the viewer's own claim, and nobody else's. A lender gives up everything that is unpaid; a guarantor gives up what they
    /// paid for the borrower and did not get back. No money moves. It cannot be undone, so it takes the payment PIN or a passkey, and a claim of
    /// more than ¥5,000 takes a passkey. Calling it again with the same key changes nothing.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(LoanStatusError),
        typeof(NothingOwedError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(PasskeyRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<LoanForgiven> ForgiveLoan(
        Repayments repayments, LoanLoaders loans, GraphDb db, Caller caller, ForgiveLoanInput input, CancellationToken cancellationToken)
    {
        var wish = new Forgiveness(caller.Viewer, input.IdempotencyKey, input.Loan)
        {
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await repayments.ForgiveAsync(wish, caller.Origin, cancellationToken);

        // A guarantor who forgives the last claim is released by it, and sees the loan here for the last time.
        return answer.Replayed
            ? new LoanForgiven(await loans.Loans.LoadAsync(answer.Value, CancellationToken.None), Replayed: true)
            : new LoanForgiven(new LoanNode(await db.Set<Loan>().SingleAsync(l => l.Id == answer.Value, CancellationToken.None)), Replayed: false);
    }

    /// <summary>Reads the loan after the mutation. It takes no cancellation token, because the change is committed.</summary>
    private static async Task<LoanNode> LoanOfAsync(LoanLoaders loans, LoanId id) => (await loans.Loans.LoadAsync(id, CancellationToken.None))!;

    private static Task<WalletNode> WalletOfAsync(GraphDb db, Caller caller) => WalletNode.OfAsync(db, caller, CancellationToken.None);
}
