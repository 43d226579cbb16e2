using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;

namespace Graph.Domain.Payments;

// All failures of the feature on one page, one line each.

/// <summary>
/// The bank refused; nothing moved. It is remembered under the key: to try again with another card, make a new one.
/// </summary>
public sealed record BankDeclinedError() : DomainError("The bank declined.")
{
    internal override bool IsRemembered => true;
}

/// <summary>
/// The payee has another real name, or none yet; which of the two is not said. After `attemptsLeft` more wrong ones names
/// are not looked at for a day.
/// </summary>
/// <param name="AttemptsLeft">How many wrong names are left before a wait.</param>
public sealed record PayeeNameMismatchError(int AttemptsLeft) : DomainError("This is not the payee's real name.");

/// <summary>There is nothing to take back: it settled, was taken back before, or never waited.</summary>
/// <param name="Status">Where it stands.</param>
public sealed record TransactionClosedError(TransactionStatus Status) : DomainError("This transfer can no longer be taken back.");

/// <summary>The request was answered, taken back, or its 7 days are over.</summary>
/// <param name="Status">Where it stands.</param>
public sealed record PaymentRequestClosedError(PaymentRequestStatus Status) : DomainError("This request is closed.");

/// <summary>The payee has no accepted identity card yet, so nothing can be received.</summary>
public sealed record PayeeCannotReceiveError()
    : DomainError("This person cannot receive money yet: their identity is not verified.");
