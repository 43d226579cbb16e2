using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Lending;

/// <summary>Something happened to a loan, and one of its people is to be told.</summary>
/// <param name="Loan">The loan.</param>
/// <param name="Step">What happened.</param>
/// <param name="Recipient">The person who is told.</param>
/// <param name="Actor">The person who did it; the recipient when nobody else did.</param>
/// <param name="At">When it happened, in UTC.</param>
public sealed record LoanMoved(LoanId Loan, LoanStep Step, UserId Recipient, UserId Actor, DateTime At) : IDomainEvent
{
    /// <summary>What a person wrote about it; null when nobody wrote anything.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the lender is told of what the borrower has to pay; the words are other ones then.</summary>
    public bool ToLender { get; init; }

    /// <summary>The due date of the instalment that a reminder is about; null for everything else.</summary>
    public DateOnly? DueOn { get; init; }
}

/// <summary>What can happen to a loan.</summary>
public enum LoanStep
{
    Requested,
    Offered,
    PaidOut,
    Declined,
    Cancelled,
    Expired,
    Repaid,
    AutoRepaid,
    RepaidByGuarantor,
    GuarantorPaid,
    RepaidCompletely,
    Forgiven,
    DueSoon,
    DueToday,
    Overdue,
    AutoRepayFailed,
    Defaulted,
}

/// <summary>Something happened to a guarantee, and one of its people is to be told.</summary>
/// <param name="Guarantee">The guarantee.</param>
/// <param name="Step">What happened.</param>
/// <param name="Recipient">The person who is told.</param>
/// <param name="Actor">The person who did it; the recipient when nobody else did.</param>
/// <param name="At">When it happened, in UTC.</param>
public sealed record GuaranteeMoved(
    GuaranteeId Guarantee, GuaranteeStep Step, UserId Recipient, UserId Actor, DateTime At) : IDomainEvent;

/// <summary>What can happen to a guarantee.</summary>
public enum GuaranteeStep
{
    Asked,
    Given,
    Declined,
    Called,
    Drawn,
    CallEnded,
    Recovered,
    Released,
}
