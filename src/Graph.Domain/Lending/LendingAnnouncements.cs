using Graph.Domain.Persistence;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Lending;

/// <summary>Tells borrowers, lenders and guarantors about their loans, and nobody else. Loans are nobody's feed.</summary>
public sealed class LendingAnnouncements : IAnnounce<LoanMoved>, IAnnounce<GuaranteeMoved>
{
    private static readonly Dictionary<LoanStep, (NotificationKind Kind, string Title)> OfLoans = new()
    {
        [LoanStep.Requested] = (NotificationKind.LoanRequested, "A friend asks you for a loan"),
        [LoanStep.Offered] = (NotificationKind.LoanOffered, "A friend offers you a loan"),
        [LoanStep.PaidOut] = (NotificationKind.LoanPaidOut, "Your friend said yes; the loan was paid out"),
        [LoanStep.Declined] = (NotificationKind.LoanDeclined, "Your friend declined the loan"),
        [LoanStep.Cancelled] = (NotificationKind.LoanCancelled, "A loan that waited for your answer was taken back"),
        [LoanStep.Expired] = (NotificationKind.LoanExpired, "Nobody answered in time; the loan has expired"),
        [LoanStep.Repaid] = (NotificationKind.LoanRepaymentReceived, "You received a repayment"),
        [LoanStep.RepaidCompletely] = (NotificationKind.LoanRepaid, "Your loan is paid back completely"),
        [LoanStep.Forgiven] = (NotificationKind.LoanForgiven, "What you owed for a loan was forgiven"),
        [LoanStep.DueSoon] = (NotificationKind.LoanDue, "An instalment is due in three days"),
        [LoanStep.DueToday] = (NotificationKind.LoanDue, "An instalment is due today"),
        [LoanStep.Overdue] = (NotificationKind.LoanOverdue, "An instalment is overdue"),
        [LoanStep.AutoRepayFailed] = (NotificationKind.AutoRepayFailed, "Your instalment could not be paid by itself for three days"),
        [LoanStep.Defaulted] = (NotificationKind.LoanDefaulted, "An instalment was unpaid for 90 days; the whole loan is due"),
    };

    private static readonly Dictionary<GuaranteeStep, (NotificationKind Kind, string Title)> OfGuarantees = new()
    {
        [GuaranteeStep.Asked] = (NotificationKind.GuaranteeAsked, "A friend asks you to stand in for a loan"),
        [GuaranteeStep.Given] = (NotificationKind.GuaranteeGiven, "A friend stands in for your loan"),
        [GuaranteeStep.Declined] = (NotificationKind.GuaranteeDeclined, "A friend declined to stand in for your loan"),
        [GuaranteeStep.Called] = (NotificationKind.GuaranteeCalled, "A loan is in default; you have to pay your part"),
        [GuaranteeStep.Drawn] = (NotificationKind.GuaranteeDrawn, "Money that you owed as a guarantor was taken from your wallet"),
        [GuaranteeStep.Recovered] = (NotificationKind.GuaranteeRecovered, "A borrower gave back what you paid as a guarantor"),
        [GuaranteeStep.Released] = (NotificationKind.GuaranteeReleased, "A loan that you guaranteed is closed"),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(LoanMoved fact, GraphDb db)
    {
        var (kind, title) = OfLoans[fact.Step];
        return new([new Notice(kind, fact.Recipient, fact.Actor, title, fact.Loan, fact.At) { Message = fact.Message }]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(GuaranteeMoved fact, GraphDb db)
    {
        var (kind, title) = OfGuarantees[fact.Step];
        return new([new Notice(kind, fact.Recipient, fact.Actor, title, fact.Guarantee, fact.At)]);
    }
}
