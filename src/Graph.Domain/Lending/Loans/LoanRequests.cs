using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>A wish to lend or to borrow.</summary>
/// <param name="Actor">The user who asks.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Other">The friend who is asked.</param>
/// <param name="Principal">The amount.</param>
/// <param name="AnnualRate">The rate for a year, as a fraction.</param>
/// <param name="Months">The length in months.</param>
/// <param name="Repayment">How the principal is paid back.</param>
public sealed record LoanWish(
    UserId Actor, Guid Key, UserId Other, Money Principal, decimal AnnualRate, int Months, RepaymentKind Repayment)
{
    public string? Purpose { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Asks a friend for a loan, offers one, and takes either back.</summary>
public sealed class LoanRequests(
    Units units, Idempotency idempotency, OutgoingPayments payments, Confirmations confirmations, LoanSteps steps, PrimeRates rates, TimeProvider clock)
{
    /// <summary>The most requests and offers of a person that may wait for an answer at the same time.</summary>
    public const int MaxOpen = 50;

    /// <summary>Asks a friend for a loan. No money moves before the friend says yes.</summary>
    public Task<Answer<LoanId>> RequestAsync(LoanWish wish, CancellationToken cancellationToken)
    {
        var (terms, purpose) = Read(wish, "lender");
        return idempotency.RunAsync(
            CommandOf("requestLoan", "lender", wish, purpose),
            confirm: null,
            async db =>
            {
                RequireWithinCap(terms);
                await LockPersonAsync(db, wish.Actor);
                await LendingPolicy.RequireAsync(db, wish.Actor, wish.Other, "lender");
                return (await OpenAsync(db, wish.Actor, LoanStatus.Requested, wish.Other, wish.Actor, terms, purpose, null)).Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Offers a loan to a friend. The money is held until the friend answers, and counts against the limits.</summary>
    public Task<Answer<LoanId>> OfferAsync(LoanWish wish, Origin origin, CancellationToken cancellationToken)
    {
        var (terms, purpose) = Read(wish, "borrower");
        var command = CommandOf("offerLoan", "borrower", wish, purpose);
        var binding = new PaymentBinding(wish.Actor, command.Operation, wish.Key, wish.Other, wish.Principal);
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(wish.Proof, binding, origin),
            async db =>
            {
                RequireWithinCap(terms);
                await LockPersonAsync(db, wish.Actor);
                var (lender, borrower) = await LendingPolicy.RequireAsync(db, wish.Actor, wish.Other, "borrower");
                var held = await payments.PayAsync(
                    db, await LoanSteps.DisbursementAsync(db, terms.Principal, lender, borrower, command, confirmed) with { WaitsForAnswer = true });
                var loan = await OpenAsync(db, wish.Actor, LoanStatus.Offered, wish.Actor, wish.Other, terms, purpose, held.Id);
                LoanSteps.Link(db, loan.Id, held.Id, number: 1, BusinessCalendar.DateOf(loan.CreatedAt));
                return loan.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Takes a request or an offer back for the user who made it. Repeating this changes nothing.</summary>
    public Task<LoanId> CancelAsync(UserId actor, LoanId id) => units.WriteAsync(async db =>
    {
        var loan = await LoanSteps.LockAsync(db, id);
        if (loan is null || (loan.LenderId != actor && loan.BorrowerId != actor))
        {
            throw new DomainException(new NotFoundError("loan"));
        }

        switch (loan.StatusAt(clock.UtcNow()))
        {
            case LoanStatus.Cancelled:
                return id;
            case LoanStatus.Requested or LoanStatus.Offered when loan.AskerId != actor:
                throw Validation.Error(
                    loan.Status == LoanStatus.Offered
                        ? "The lender offered this loan, so only the lender can take it back. Answer with answerLoan."
                        : "The borrower asked for this loan, so only the borrower can take it back. Answer with answerLoan.",
                    "loan");
            case LoanStatus.Requested or LoanStatus.Offered:
                await steps.EndAsync(db, loan, LoanStatus.Cancelled);
                return id;
            case var status:
                throw new DomainException(new LoanStatusError(status));
        }
    });

    private (LoanTerms Terms, string? Purpose) Read(LoanWish wish, string path)
    {
        var check = new Validation();
        var terms = LoanTermsInput.Read(check, wish.Principal, wish.AnnualRate, wish.Months, wish.Repayment);
        var purpose = check.Words(TextKind.Purpose, wish.Purpose, "purpose");
        check.Check(wish.Other != wish.Actor, "You cannot lend to yourself.", path).ThrowIfAny();
        return (terms, purpose);
    }

    /// <summary>
    /// Call it where the request's key is known to be new: the cap of another day must not refuse the repetition of a request.
    /// </summary>
    private void RequireWithinCap(LoanTerms terms) =>
        rates.RequireWithinCap(LoanPlan.Of(terms, BusinessCalendar.DateOf(clock.UtcNow())), "annualRate");

    private static Command CommandOf(string operation, string other, LoanWish wish, string? purpose) => new(
        wish.Actor,
        operation,
        wish.Key,
        new RequestInput()
            .With(other, wish.Other)
            .With("principal", wish.Principal)
            .With("annualRate", (long)(wish.AnnualRate * AnnualRate.One))
            .With("months", wish.Months)
            .With("repayment", (RepaymentKind?)wish.Repayment)
            .With("purpose", purpose));

    /// <summary>
    /// Locks the person, because requests and offers are counted over all accounts of a person. An account without a person is refused
    /// later. It is not locked here, because both users are locked afterwards, in the order of their ids.
    /// </summary>
    private static Task LockPersonAsync(GraphDb db, UserId actor) => PersonOf.TryLockAsync(db, actor);

    private async Task<Loan> OpenAsync(
        GraphDb db,
        UserId asker,
        LoanStatus status,
        UserId lender,
        UserId borrower,
        LoanTerms terms,
        string? purpose,
        TransactionId? held)
    {
        var now = clock.UtcNow();
        var accounts = PersonOf.Accounts(db, asker).Select(u => u.Id);
        var waiting = await db.Set<Loan>().Where(l => l.Status == LoanStatus.Requested && accounts.Contains(l.BorrowerId)).Select(l => l.Id)
            .Concat(db.Set<Loan>().Where(l => l.Status == LoanStatus.Offered && accounts.Contains(l.LenderId)).Select(l => l.Id))
            .CountAsync();
        if (waiting >= MaxOpen)
        {
            throw new DomainException(new LendingLimitError(MaxOpen));
        }

        var id = clock.NewGuid();
        var loan = new Loan
        {
            Id = new LoanId(id),
            LenderId = lender,
            BorrowerId = borrower,
            Principal = terms.Principal.MinorUnits,
            Currency = terms.Principal.Currency,
            Rate = terms.Rate.Millionths,
            Months = terms.Months,
            Repayment = terms.Repayment,
            Purpose = purpose,
            Status = status,
            CreatedAt = now,
            AnswerBy = now + Loan.AnswerTime,
            DisbursementId = held,
            DueAt = now + Loan.AnswerTime,
            Tiebreak = id.RandomPart(),
        };
        db.Set<Loan>().Add(loan);
        var step = status == LoanStatus.Requested ? LoanStep.Requested : LoanStep.Offered;
        db.Raise(new LoanMoved(loan.Id, step, loan.AnswererId, asker, now) { Message = purpose });
        return loan;
    }
}
