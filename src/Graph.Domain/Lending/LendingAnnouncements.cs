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
        [LoanStep.AutoRepaid] = (NotificationKind.AutoRepaid, "An instalment was paid from your wallet by itself"),
        [LoanStep.RepaidByGuarantor] = (NotificationKind.LoanRepaymentReceived, "You received what a guarantor paid for a loan"),
        [LoanStep.GuarantorPaid] = (NotificationKind.GuarantorPaid, "A guarantor paid for your loan; you owe it to that person now"),
        [LoanStep.RepaidCompletely] = (NotificationKind.LoanRepaid, "Your loan is paid back completely"),
        [LoanStep.Forgiven] = (NotificationKind.LoanForgiven, "What you owed for a loan was forgiven"),
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
        [GuaranteeStep.CallEnded] = (NotificationKind.GuaranteeCallEnded, "The lender let the rest of a loan go; you have nothing more to pay for it"),
        [GuaranteeStep.Recovered] = (NotificationKind.GuaranteeRecovered, "A borrower gave back what you paid as a guarantor"),
        [GuaranteeStep.Released] = (NotificationKind.GuaranteeReleased, "A loan that you guaranteed is closed"),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(LoanMoved fact, GraphDb db)
    {
        var (kind, title) = fact.DueOn is { } day ? ReminderOf(fact, day) : OfLoans[fact.Step];
        return new([new Notice(kind, fact.Recipient, fact.Actor, title, fact.Loan, fact.At) { Message = fact.Message }]);
    }

    /// <summary>It names the day, and no number of days, so that it is true whenever it is read.</summary>
    private static (NotificationKind Kind, string Title) ReminderOf(LoanMoved fact, DateOnly day)
    {
        var to = fact.ToLender ? " to you" : "";
        return fact.Step switch
        {
            LoanStep.DueSoon => (NotificationKind.LoanDue, $"An instalment is due{to} on {day:O}"),
            LoanStep.DueToday => (NotificationKind.LoanDue, $"An instalment is due{to} today"),
            _ => (NotificationKind.LoanOverdue, $"An instalment that was due{to} on {day:O} is overdue"),
        };
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(GuaranteeMoved fact, GraphDb db)
    {
        var (kind, title) = OfGuarantees[fact.Step];
        return new([new Notice(kind, fact.Recipient, fact.Actor, title, fact.Guarantee, fact.At)]);
    }
}
