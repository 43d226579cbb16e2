namespace Graph.Domain.Lending.Loans;

/// <summary>The status of a loan.</summary>
public enum LoanStatus
{
    /// <summary>The borrower asked for it. The lender has 7 days to answer.</summary>
    Requested = 0,

    /// <summary>The lender offered it, and the money is held. The borrower has 7 days to answer.</summary>
    Offered = 1,

    /// <summary>The person who was asked said no. No money moved.</summary>
    Declined = 2,

    /// <summary>The person who asked took it back, or one of the two could no longer take part. No money moved.</summary>
    Cancelled = 3,

    /// <summary>Nobody answered within 7 days. No money moved.</summary>
    Expired = 4,

    /// <summary>The money was paid out, and nothing is overdue.</summary>
    Active = 5,

    /// <summary>An instalment was not paid by the end of its due day.</summary>
    Overdue = 6,

    /// <summary>Everything was paid back to the lender and to the guarantors.</summary>
    Repaid = 7,

    /// <summary>The lender or a guarantor gave up a part, and the rest was paid back.</summary>
    Forgiven = 8,

    /// <summary>An instalment was unpaid for 90 days, so everything fell due. The status stays until everything is paid or forgiven.</summary>
    Defaulted = 9,
}
