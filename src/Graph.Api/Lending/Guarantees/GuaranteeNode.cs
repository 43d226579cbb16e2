using Graph.Api.Ledger;
using Graph.Api.Lending.Loans;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Guarantees;

/// <summary>
/// A friend's promise to pay a part of a loan if the borrower does not. Only the guarantor and the two people of the loan see
/// it.
/// </summary>
/// <param name="guarantee">The guarantee.</param>
/// <param name="known">The loan, if it is at hand already.</param>
public sealed class GuaranteeNode(Guarantee guarantee, Loan? known) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>The opaque global ID.</summary>
    public ITypedId Id => guarantee.Id;

    /// <summary>The loan; for the guarantor null after the guarantee was declined, lapsed or released.</summary>
    public Loading<LoanNode?> Loan(LoanLoaders loans) => known is null
        ? loans.Loans.Load(guarantee.LoanId)
        : new Loaded<LoanNode?>(new LoanNode(known));

    /// <summary>The person who stands in for the loan, or was asked to.</summary>
    public Loading<UserNode> Guarantor(UserLoaders users) => users.Named.Load(guarantee.GuarantorId, user => user!);

    /// <summary>The most that the guarantor has to pay.</summary>
    public Money Share => Amount(guarantee.Share);

    /// <summary>The status of the guarantee.</summary>
    public GuaranteeStatus Status => guarantee.Status;

    /// <summary>Whether the viewer can answer it now with `answerGuarantee`.</summary>
    public Loading<bool> ViewerCanAnswer(Caller caller, LoanLoaders loans, TimeProvider clock) =>
        guarantee.CanBeAnsweredBy(caller.Id, loanWaits: true)
            ? Loan(loans).Then(loan => guarantee.CanBeAnsweredBy(caller.Id, loan?.Waits(clock) == true))
            : new Loaded<bool>(false);

    /// <summary>The part of the share that was called when the loan went into default; zero before.</summary>
    public Money Called => Amount(guarantee.Called);

    /// <summary>What the guarantor has paid of it.</summary>
    public Money Paid => Amount(guarantee.Paid);

    /// <summary>
    /// What the guarantor still has to pay: what was called and not paid, at most what the lender is still owed. Pay it with
    /// `payGuarantee`.
    /// </summary>
    public Loading<Money> Owed(LoanLoaders loans) => guarantee.Status != GuaranteeStatus.Called
        ? new Loaded<Money>(Amount(0))
        : new Fetched<Money>(async cancellationToken =>
            await loans.Loans.LoadAsync(guarantee.LoanId, cancellationToken) is { } loan
                ? Amount(guarantee.OwedOf((await loan.Outstanding(loans).GetResultAsync(cancellationToken)).MinorUnits))
                : Amount(0));

    /// <summary>What the borrower gave back of what the guarantor paid.</summary>
    public Money Recovered => Amount(guarantee.Recovered);

    private Money Amount(long minorUnits) => new(minorUnits, guarantee.Currency);
}
