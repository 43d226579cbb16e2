using Graph.Api.Ledger;
using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Lending.Guarantees;

/// <summary>A request to a friend to stand in for a loan.</summary>
/// <param name="Loan">The ID of a loan of the viewer that is not paid out yet.</param>
/// <param name="Guarantor">The ID of a friend, who is neither lender nor borrower.</param>
/// <param name="Share">The most that the friend would have to pay, at most the principal.</param>
public sealed record AskGuaranteeInput(LoanId Loan, UserId Guarantor, MoneyInput Share);

/// <summary>The answer to a request to stand in for a loan.</summary>
/// <param name="Guarantee">The ID of a guarantee that the viewer was asked for.</param>
/// <param name="Accept">True gives it, which cannot be withdrawn; false declines.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It, or a passkey, is needed to give the guarantee. With it, send the mutation as the only root
/// field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this guarantee, see `requestPaymentPasskey`. It is needed for a share of more than ¥5,000, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
/// <param name="IdempotencyKey">
/// The UUID that was sent to `requestPaymentPasskey`. It is needed with a passkey, and means nothing without one: the same answer
/// again changes nothing, whatever the key.
/// </param>
public sealed record AnswerGuaranteeInput(
    GuaranteeId Guarantee, bool Accept, string? PaymentPin, PasskeyAssertionInput? Passkey, Guid? IdempotencyKey);

/// <summary>A payment of what was called.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Guarantee">The ID of a guarantee of the viewer that was called.</param>
/// <param name="Amount">The amount, at most `owed`.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is not needed, but it is checked when it is sent. With it, send the mutation as the
/// only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is not needed, but it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record PayGuaranteeInput(
    Guid IdempotencyKey, GuaranteeId Guarantee, MoneyInput Amount, string? PaymentPin, PasskeyAssertionInput? Passkey);

/// <param name="Guarantee">The guarantee, which is ASKED now.</param>
public sealed record GuaranteeAsked(GuaranteeNode Guarantee);

/// <param name="Guarantee">The guarantee, which is GIVEN or DECLINED now.</param>
public sealed record GuaranteeAnswered(GuaranteeNode Guarantee);

/// <param name="Guarantee">The guarantee after the payment.</param>
/// <param name="Wallet">The viewer's wallet after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record GuaranteePaid(GuaranteeNode Guarantee, WalletNode Wallet, bool Replayed);

[MutationFields]
public sealed class GuaranteeMutations
{
    /// <summary>
    /// Asks a friend to stand in for a part of a loan of the viewer that is not paid out yet. What is not answered by the payout
    /// lapses. Asking the same friend for the same share again changes nothing.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassII)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError),
        typeof(LoanStatusError),
        typeof(GuaranteeStatusError),
        typeof(LendingLimitError))]
    public static async Task<GuaranteeAsked> AskGuarantee(
        GuaranteeBook guarantees, LoanLoaders loans, Caller caller, AskGuaranteeInput input) =>
        new(await GuaranteeOfAsync(
            loans, await guarantees.AskAsync(caller.Viewer, input.Loan, input.Guarantor, input.Share.ToMoney("share"))));

    /// <summary>
    /// Gives or declines a guarantee. A guarantor is jointly liable with the borrower up to the share (Civil Code, article 688),
    /// and cannot withdraw the guarantee. Giving needs real-name level CLASS_II, and the payment PIN or a passkey; a share of more
    /// than ¥5,000 needs a passkey. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(GuaranteeStatusError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRequiredError),
        typeof(PasskeyRefusedError))]
    public static async Task<GuaranteeAnswered> AnswerGuarantee(
        GuaranteeAnswers answers, LoanLoaders loans, Caller caller, AnswerGuaranteeInput input)
    {
        var answer = new GuaranteeAnswer(caller.Viewer, input.Guarantee, input.Accept)
        {
            Key = input.IdempotencyKey,
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        return new(await GuaranteeOfAsync(loans, await answers.AnswerAsync(answer, caller.Origin)));
    }

    /// <summary>
    /// Pays a part of what was called, or all of it, to the lender. It works at any real-name level and counts against no limit. It takes
    /// no payment PIN for 24 hours after a reset of the password or a change of the phone either, because it can only pay what is owed.
    /// Calling it again with the same key moves no money again.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin", "passkey")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(GuaranteeStatusError),
        typeof(MoreThanOwedError),
        typeof(AccountFrozenError),
        typeof(InsufficientFundsError),
        typeof(WrongPaymentPinError),
        typeof(PasskeyRefusedError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<GuaranteePaid> PayGuarantee(
        GuaranteeBook guarantees, LoanLoaders loans, GraphDb db, Caller caller, PayGuaranteeInput input, CancellationToken cancellationToken)
    {
        var payment = new GuaranteePayment(caller.Viewer, input.IdempotencyKey, input.Guarantee, input.Amount.ToMoney("amount"))
        {
            Proof = PasskeyAssertionInput.ProofOf(input.PaymentPin, input.Passkey),
        };
        var answer = await guarantees.PayAsync(payment, caller.Origin, cancellationToken);
        return new GuaranteePaid(
            await GuaranteeOfAsync(loans, answer.Value), await WalletNode.OfAsync(db, caller, CancellationToken.None), answer.Replayed);
    }

    private static async Task<GuaranteeNode> GuaranteeOfAsync(LoanLoaders loans, GuaranteeId id) =>
        (await loans.GuaranteesById.LoadAsync(id, CancellationToken.None))!;
}
