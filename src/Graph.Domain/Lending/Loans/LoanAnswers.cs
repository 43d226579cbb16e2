using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>An answer to a request or an offer.</summary>
public sealed record LoanAnswer(UserId Actor, Guid Key, LoanId Loan, bool Accept)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>
/// Answers requests and offers. A yes pays the money out and makes the contract in the same commit: the lender's yes to a
/// request is a payment, the borrower's yes to an offer posts what is held.
/// </summary>
public sealed class LoanAnswers(
    Idempotency idempotency,
    OutgoingPayments payments,
    GeneralLedger ledger,
    Units units,
    Confirmations confirmations,
    LoanSteps steps,
    PrimeRates rates,
    TimeProvider clock)
{
    public Task<Answer<LoanId>> AnswerAsync(LoanAnswer answer, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            answer.Actor, "answerLoan", answer.Key, new RequestInput().With("loan", answer.Loan).With("accept", answer.Accept));
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(
                answer.Actor, answer.Proof, () => BindingAsync(answer, command), origin),
            async db =>
            {
                var loan = await OpenLoanAsync(db, answer);
                if (answer.Accept)
                {
                    await PayOutAsync(db, loan, command, confirmed);
                }
                else
                {
                    await steps.EndAsync(db, loan, LoanStatus.Declined);
                }

                return loan.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>What a passkey must have confirmed: the principal, which never changes.</summary>
    private async Task<PaymentBinding> BindingAsync(LoanAnswer answer, Command command)
    {
        var loan = await units.ReadAsync(db => db.Set<Loan>().SingleOrDefaultAsync(l =>
            l.Id == answer.Loan && (l.LenderId == answer.Actor || l.BorrowerId == answer.Actor)))
            ?? throw new DomainException(new NotFoundError("loan"));
        return new PaymentBinding(answer.Actor, command.Operation, command.Key, loan.Id, loan.Terms.Principal);
    }

    /// <summary>Locks the loan, and requires that the actor may answer it now.</summary>
    private async Task<Loan> OpenLoanAsync(GraphDb db, LoanAnswer answer)
    {
        var loan = await LoanSteps.LockAsync(db, answer.Loan);
        if (loan is null || (loan.LenderId != answer.Actor && loan.BorrowerId != answer.Actor))
        {
            throw new DomainException(new NotFoundError("loan"));
        }

        var now = clock.UtcNow();
        if (!loan.WaitsAt(now))
        {
            throw new DomainException(new LoanStatusError(loan.StatusAt(now)));
        }

        return loan.CanBeAnsweredBy(answer.Actor, now)
            ? loan
            : throw Validation.Error(
                loan.Status == LoanStatus.Offered
                    ? "You offered this loan, so the borrower answers. Take the offer back with cancelLoan."
                    : "You asked for this loan, so the lender answers. Take the request back with cancelLoan.",
                "loan");
    }

    private async Task PayOutAsync(GraphDb db, Loan loan, Command command, Confirmed confirmed)
    {
        var now = clock.UtcNow();
        var plan = LoanPlan.Of(loan.Terms, BusinessCalendar.DateOf(now));
        rates.RequireWithinCap(plan, "loan");
        var people = await db.Set<User>().Where(u => u.Id == loan.LenderId || u.Id == loan.BorrowerId).ToDictionaryAsync(u => u.Id);
        var (lender, borrower) = (people[loan.LenderId], people[loan.BorrowerId]);
        await LendingPolicy.RequireOwnAsync(db, people[command.Actor]);
        LendingPolicy.RequireAsker(people[loan.AskerId], "loan");
        await RequireFriendsAsync(db, loan);
        new Validation().Check(lender.PersonId != borrower.PersonId, "This account belongs to the same person as yours.", "loan").ThrowIfAny();
        var paidOut = loan.DisbursementId ?? await PayAsync(db, loan, lender, borrower, command, confirmed);
        if (loan.DisbursementId is { } held)
        {
            // The borrower's yes makes a debt in the borrower's name, which nobody may do who has only the phone.
            await LendingPolicy.RequireUnrestrictedAsync(db, borrower, confirmed, now);
            LoanSteps.RequireHeld(await ledger.PostHoldAsync(db, held, part: null, () => RequireUnfrozenAsync(db, loan.LenderId)), loan);
            await confirmed.UseAsync(db, command.Actor, command.Operation, command.Key, loan.Terms.Principal, now);
        }

        await db.SaveChangesAsync();
        var line = await DrawAsync(db, loan);
        var state = loan.BookOver(plan.Start, []).At(plan.Start);
        var next = LoanCalendar.NextStep(state, plan.Start)!.Value;
        await db.Set<Loan>().Where(l => l.Id == loan.Id).MustTransitionAsync(l => l.Status, loan.Status, LoanStatus.Active, set => set
            .SetProperty(l => l.AcceptedAt, now)
            .SetProperty(l => l.PaidOutOn, plan.Start)
            .SetProperty(l => l.DisbursementId, paidOut)
            .SetProperty(l => l.TrustLineId, line)
            .SetProperty(l => l.NextDueOn, state.NextDueOn)
            .SetProperty(l => l.SteppedOn, plan.Start)
            .SetProperty(l => l.DueAt, LoanCalendar.TimeOf(next)));
        await LoanSteps.LapseAsync(db, loan.Id, [GuaranteeStatus.Asked]);
        await LapseOwnAsync(db, loan, [lender.PersonId, borrower.PersonId]);
        var guarantors = await (
            from guarantee in db.Set<Guarantee>()
            join guarantor in db.Set<User>() on guarantee.GuarantorId equals guarantor.Id
            where guarantee.LoanId == loan.Id && guarantee.Status == GuaranteeStatus.Given
            orderby guarantee.AskedAt, guarantee.Tiebreak
            select new { Guarantor = guarantor, guarantee.Share, guarantee.Currency }).ToListAsync();
        db.Set<LoanContract>().Add(ContractText.Of(
            loan, plan, rates.CapOn(plan.Start), lender, borrower,
            guarantors.ConvertAll(one => new GuarantorOfContract(one.Guarantor, new Money(one.Share, one.Currency))), now));
        db.Raise(new LoanMoved(loan.Id, LoanStep.PaidOut, loan.AskerId, command.Actor, now));
    }

    private async Task<TransactionId> PayAsync(
        GraphDb db, Loan loan, User lender, User borrower, Command command, Confirmed confirmed)
    {
        var paid = await payments.PayAsync(
            db, await LoanSteps.DisbursementAsync(db, loan.Terms.Principal, lender, borrower, command, confirmed));
        LoanSteps.Link(db, loan.Id, paid.Id, number: 1, BusinessCalendar.DateOf(clock.UtcNow()));
        return paid.Id;
    }

    /// <summary>
    /// Uses the lender's promise for the whole principal, if enough is left of it. Returns null when the loan uses none.
    /// </summary>
    private static async Task<TrustLineId?> DrawAsync(GraphDb db, Loan loan)
    {
        var line = await db.Set<TrustLine>()
            .Where(l => l.GiverId == loan.LenderId && l.ReceiverId == loan.BorrowerId)
            .Select(l => (TrustLineId?)l.Id)
            .SingleOrDefaultAsync();
        var drawn = await db.Set<TrustLine>()
            .Where(l => l.Id == line && l.CreditLimit - l.Used >= loan.Principal)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Used, l => l.Used + loan.Principal));
        return drawn == 1 ? line : null;
    }

    /// <summary>
    /// A guarantee of one of the two people, or a second one of the same person, secures nothing, and neither does one of an account that
    /// has lost its identity. Accounts may have become one person's since it was given.
    /// </summary>
    private static async Task LapseOwnAsync(GraphDb db, Loan loan, IEnumerable<PersonId?> parties)
    {
        var given = await (
            from guarantee in db.Set<Guarantee>()
            join guarantor in db.Set<User>() on guarantee.GuarantorId equals guarantor.Id
            where guarantee.LoanId == loan.Id && guarantee.Status == GuaranteeStatus.Given
            orderby guarantee.AskedAt, guarantee.Tiebreak
            select new { guarantee.Id, guarantor.PersonId }).ToListAsync();
        var seen = parties.ToHashSet();
        List<GuaranteeId> own = [.. given.Where(one => one.PersonId is null || !seen.Add(one.PersonId)).Select(one => one.Id)];
        if (own.Count > 0)
        {
            await db.Set<Guarantee>().Where(g => own.Contains(g.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.Status, GuaranteeStatus.Lapsed));
        }
    }

    /// <summary>
    /// The end of a friendship ends what was not paid out. This unit may have locked the loan before that one could.
    /// </summary>
    private static async Task RequireFriendsAsync(GraphDb db, Loan loan)
    {
        if (!await db.Set<Friendship>().AnyAsync(f => f.OwnerId == loan.LenderId && f.FriendId == loan.BorrowerId))
        {
            throw new DomainException(new CounterpartyUnavailableError("loan"));
        }
    }

    /// <summary>Freezing an account locks the wallet, so after that lock the account is frozen or stays as it is.</summary>
    private static async Task RequireUnfrozenAsync(GraphDb db, UserId lender)
    {
        if (await db.Set<User>().AnyAsync(u => u.Id == lender && u.FrozenAt != null))
        {
            throw new DomainException(new CounterpartyUnavailableError("loan"));
        }
    }
}
