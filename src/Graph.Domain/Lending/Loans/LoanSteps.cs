using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// The steps that all ways of changing a loan share. Each way locks the loan's row first, so the changes of a loan happen one
/// after the other; then the wallets by id, the limits, and the trust line.
/// </summary>
public sealed class LoanSteps(GeneralLedger ledger, TimeProvider clock)
{
    /// <summary>Locks a loan until the end of the unit, and reads it; null when there is none.</summary>
    internal static async Task<Loan?> LockAsync(GraphDb db, LoanId id)
    {
        var row = db.Set<Loan>().Where(l => l.Id == id);
        return await db.LockAsync(row) == 1 ? await row.SingleAsync() : null;
    }

    /// <summary>The payment of the principal from the lender's wallet to the borrower's.</summary>
    internal static async Task<OutgoingPayment> DisbursementAsync(
        GraphDb db, Money principal, User lender, User borrower, Command cause, Confirmed confirmed)
    {
        var (from, to) = await Wallets.OfAsync(db, lender.Id, borrower.Id);
        var movement = new Movement(TransactionKind.LoanDisbursement, from, to, principal, lender.Id)
        {
            Payer = lender.Id,
            Payee = borrower.Id,
            Cause = cause,
        };
        return new OutgoingPayment(movement, lender, confirmed) { RequiredLevel = LendingPolicy.Level };
    }

    /// <summary>
    /// Ends a loan that was not paid out, and tells the other person. The held money goes back, and nobody guarantees for it any
    /// more. The loan must be locked. What is said depends on the new status alone, so that nobody learns why.
    /// </summary>
    internal async Task EndAsync(GraphDb db, Loan loan, LoanStatus status)
    {
        var now = clock.UtcNow();
        await db.Set<Loan>().Where(l => l.Id == loan.Id).MustTransitionAsync(
            l => l.Status, loan.Status, status, set => set.SetProperty(l => l.ClosedAt, now).SetProperty(l => l.DueAt, (DateTime?)null));
        var (step, recipient, actor) = status switch
        {
            LoanStatus.Expired => (LoanStep.Expired, loan.AskerId, loan.AskerId),
            LoanStatus.Declined => (LoanStep.Declined, loan.AskerId, loan.AnswererId),
            _ => (LoanStep.Cancelled, loan.AnswererId, loan.AskerId),
        };
        db.Raise(new LoanMoved(loan.Id, step, recipient, actor, now));
        await LapseAsync(db, loan.Id, [GuaranteeStatus.Asked, GuaranteeStatus.Given]);
        if (loan.DisbursementId is { } held)
        {
            var (outcome, reason) = status switch
            {
                LoanStatus.Expired => (TransactionStatus.Expired, "Nobody answered within 7 days."),
                LoanStatus.Declined => (TransactionStatus.Declined, "The offer was declined."),
                _ => (TransactionStatus.Cancelled, "The offer was taken back."),
            };
            RequireHeld(await ledger.VoidHoldAsync(db, held, outcome, reason), loan);
        }
    }

    /// <summary>The money of an offer is held until the offer ends, and the loan's row is locked then.</summary>
    internal static void RequireHeld(bool wasHeld, Loan loan)
    {
        if (!wasHeld)
        {
            throw new InvalidOperationException($"The money of loan {loan.Id.Value} was not held any more.");
        }
    }

    /// <summary>Nobody stands in for the loan through guarantees with one of these statuses.</summary>
    internal static Task LapseAsync(GraphDb db, LoanId loan, GuaranteeStatus[] from) => db.Set<Guarantee>()
        .Where(g => g.LoanId == loan && from.Contains(g.Status))
        .ExecuteUpdateAsync(set => set.SetProperty(g => g.Status, GuaranteeStatus.Lapsed));

    /// <summary>Records that a transaction belongs to a loan, and what the lender received with it.</summary>
    internal static void Link(
        GraphDb db, LoanId loan, TransactionId transaction, long number, DateOnly on, long principal = 0, long interest = 0, GuaranteeId? guarantee = null) =>
        db.Set<LoanTransaction>().Add(new LoanTransaction
        {
            TransactionId = transaction,
            LoanId = loan,
            GuaranteeId = guarantee,
            Number = number,
            PaidOn = on,
            Principal = principal,
            Interest = interest,
        });
}
