using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;

namespace Graph.Domain.Payments;

// This file holds all errors of payments.

/// <summary>
/// The bank declined the request, and no money moved. The transaction is DECLINED now. The refusal is remembered with the
/// idempotency key: to try again, for example with another card, use a new key.
/// </summary>
/// <param name="TransactionId">
/// The ID of the declined transaction, by which `node` finds it; null when the refusal was written by an earlier version.
/// </param>
[Remembered("BankDeclinedError")]
public sealed record BankDeclinedError(TransactionId? TransactionId = null) : DomainError("The bank declined the request.");

/// <summary>
/// The name is not the payee's real name, or the payee has none yet. The API does not say which of the two. After
/// `attemptsLeft` more wrong names, the user must wait, for up to a day, before the next try: requests end in RATE_LIMITED, with
/// `retryAfter` in seconds. The accounts of a person
/// count together, and so do all who guess the name of the same payee.
/// </summary>
/// <param name="AttemptsLeft">How many more wrong names are allowed before the user must wait.</param>
public sealed record PayeeNameMismatchError(int AttemptsLeft) : DomainError("This is not the payee's real name.");

/// <summary>
/// The transfer can no longer be taken back: it has settled, was taken back before, or was never delayed.
/// </summary>
/// <param name="Status">The current status of the transaction.</param>
public sealed record TransactionClosedError(TransactionStatus Status) : DomainError("This transfer can no longer be taken back.");

/// <summary>The payment request is closed: it was answered or taken back, or its 7 days are over.</summary>
/// <param name="Status">The current status of the request.</param>
public sealed record PaymentRequestClosedError(PaymentRequestStatus Status)
    : DomainError("This payment request is no longer open.");

/// <summary>
/// The operator is a side of this payment, with this or another account, or works for the business that it concerns.
/// Another operator must reverse it.
/// </summary>
public sealed record OwnPaymentError() : DomainError("This payment concerns you; another operator must reverse it.");
