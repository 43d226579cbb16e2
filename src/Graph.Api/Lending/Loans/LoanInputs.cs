using Graph.Api.Payments;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Lending.Loans;

/// <summary>A request to a friend for a loan.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Lender">The ID of the friend who is asked.</param>
/// <param name="Principal">The amount to borrow.</param>
/// <param name="AnnualRate">The rate for a year, as a fraction with at most six decimals: "0.12" is twelve percent.</param>
/// <param name="Months">The length in months, 1 to 36.</param>
/// <param name="Repayment">How the principal is paid back.</param>
/// <param name="Purpose">What the money is for, at most 200 characters.</param>
public sealed record RequestLoanInput(
    Guid IdempotencyKey,
    UserId Lender,
    MoneyInput Principal,
    decimal AnnualRate,
    int Months,
    RepaymentKind Repayment,
    string? Purpose);

/// <summary>An offer of a loan to a friend.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Borrower">The ID of the friend to whom it is offered.</param>
/// <param name="Principal">The amount to lend. It is held in the viewer's wallet until the friend answers.</param>
/// <param name="AnnualRate">The rate for a year, as a fraction with at most six decimals: "0.12" is twelve percent.</param>
/// <param name="Months">The length in months, 1 to 36.</param>
/// <param name="Repayment">How the principal is paid back.</param>
/// <param name="Purpose">What the money is for, at most 200 characters.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed beyond ¥1,000 a day, and it is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record OfferLoanInput(
    Guid IdempotencyKey,
    UserId Borrower,
    MoneyInput Principal,
    decimal AnnualRate,
    int Months,
    RepaymentKind Repayment,
    string? Purpose,
    string? PaymentPin,
    PasskeyAssertionInput? Passkey);

/// <summary>The answer to a request or an offer.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Loan">The ID of a loan that the viewer can answer (`viewerCanAnswer`).</param>
/// <param name="Accept">True pays the money out at once; false declines.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. A lender needs it beyond ¥1,000 a day. For 24 hours after a reset of the password or a change of the
/// phone, everybody who accepts needs it. It is checked whenever it is sent. With it, send
/// the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is needed beyond ¥5,000 a day, and it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record AnswerLoanInput(
    Guid IdempotencyKey, LoanId Loan, bool Accept, string? PaymentPin, PasskeyAssertionInput? Passkey);

/// <summary>The request or the offer to take back.</summary>
/// <param name="Loan">The ID of a loan that the viewer asked for or offered, and that nobody has answered.</param>
public sealed record CancelLoanInput(LoanId Loan);

/// <summary>A repayment of a loan.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Loan">The ID of a loan of which the viewer is the borrower.</param>
/// <param name="Amount">
/// The amount, at most what is owed today: `outstanding` and `owedToGuarantors`. It goes to the interest to date, then to the
/// principal of the instalments in their order, then to guarantors.
/// </param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is not needed, but it is checked when it is sent. With it, send the mutation as the
/// only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for this payment, see `requestPaymentPasskey`. It is not needed, but it is
/// checked whenever it is sent. With it, send the mutation as the only root field of the operation.
/// </param>
public sealed record RepayLoanInput(
    Guid IdempotencyKey, LoanId Loan, MoneyInput Amount, string? PaymentPin, PasskeyAssertionInput? Passkey);

/// <summary>Whether a loan is repaid by itself.</summary>
/// <param name="Loan">The ID of a loan of which the viewer is the borrower.</param>
/// <param name="On">Whether what is due is paid from the viewer's wallet by itself.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed to switch it on. With it, send the mutation as the only root field of the
/// operation.
/// </param>
public sealed record SetAutoRepayInput(LoanId Loan, bool On, string? PaymentPin);

/// <summary>The loan on which the viewer gives up their own claim.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Loan">The ID of a loan that the viewer lent, or for which the viewer paid as a guarantor.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It, or a passkey, is needed. With it, send the mutation as the only root field of the operation.
/// </param>
/// <param name="Passkey">
/// What a passkey signed for the principal that the viewer lent, or for the share that the viewer guaranteed, see
/// `requestPaymentPasskey`. It is needed for a claim of more than ¥5,000, and it is checked whenever it is sent. With it, send the
/// mutation as the only root field of the operation.
/// </param>
public sealed record ForgiveLoanInput(Guid IdempotencyKey, LoanId Loan, string? PaymentPin, PasskeyAssertionInput? Passkey);
