using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Ledger.Transactions;

namespace Graph.Domain.Lending.Loans;

/// <summary>What both sides accepted. It never changes.</summary>
public sealed class LoanContract
{
    /// <summary>
    /// The most UTF-16 units of a text: a purpose, 36 instalments, and the names of two sides and ten guarantors, each as long as it may be.
    /// </summary>
    public const int MaxText = 32_000;

    public const int DigestLength = 64;

    public required LoanId LoanId { get; init; }

    public required string Text { get; init; }

    /// <summary>SHA-256 over the text in UTF-8, in lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    public required DateTime AcceptedAt { get; init; }
}

/// <summary>
/// A transaction that belongs to a loan. Of what the lender received, it says how much was principal, and how much interest.
/// It never changes.
/// </summary>
public sealed class LoanTransaction
{
    public required TransactionId TransactionId { get; init; }

    public required LoanId LoanId { get; init; }

    /// <summary>The guarantee that was called or paid back with it; null when it is between lender and borrower.</summary>
    public GuaranteeId? GuaranteeId { get; init; }

    /// <summary>The position among the transactions of the loan, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The day in Shanghai.</summary>
    public required DateOnly PaidOn { get; init; }

    /// <summary>The principal that the lender received.</summary>
    public required long Principal { get; init; }

    /// <summary>The interest that the lender received.</summary>
    public required long Interest { get; init; }
}
