using Graph.Domain.Ledger.Requests;
using Graph.Domain.Lending.Books;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

public sealed record Repayment(UserId Actor, Guid Key, LoanId Loan, Money Amount)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>The wish to let the actor's own claim from a loan go.</summary>
public sealed record Forgiveness(UserId Actor, Guid Key, LoanId Loan)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Pays loans back, whole or in part, by hand or by itself, and lets claims go.</summary>
public sealed class Repayments(
    Units units, Idempotency idempotency, PaymentPins pins, Confirmations confirmations, LoanPayments payments, TimeProvider clock)
{
    /// <summary>Pays what the borrower wants, at any level, frozen or not, and against no limit.</summary>
    public Task<Answer<LoanId>> RepayAsync(Repayment repayment, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            repayment.Actor, "repayLoan", repayment.Key, new RequestInput().With("loan", repayment.Loan).With("amount", repayment.Amount));
        var binding = new PaymentBinding(repayment.Actor, command.Operation, repayment.Key, repayment.Loan, repayment.Amount);
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(repayment.Proof, binding, origin),
            async db =>
            {
                var standing = await StandingAsync(db, repayment.Loan, loan => loan.BorrowerId == repayment.Actor);
                if (repayment.Amount.MinorUnits > standing.Owed)
                {
                    throw new DomainException(new MoreThanOwedError(repayment.Amount with { MinorUnits = standing.Owed }));
                }

                await confirmed.UseAsync(db, repayment.Actor, command.Operation, command.Key, repayment.Amount, clock.UtcNow());
                await payments.RepayAsync(db, standing, repayment.Amount.MinorUnits, command);
                var loan = standing.Loan;
                if (standing.LendersClaim > 0)
                {
                    db.Raise(new LoanMoved(loan.Id, LoanStep.Repaid, loan.LenderId, loan.BorrowerId, clock.UtcNow()));
                }

                await payments.GoOnAsync(db, loan.Id, standing.Day);
                return loan.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Lets what is due be paid from the borrower's wallet by itself, or no longer. Switching it on takes the payment PIN,
    /// because no other confirmation is asked for later.
    /// </summary>
    public async Task<LoanId> SetAutoRepayAsync(UserId actor, LoanId id, bool on, string? pin, Origin origin)
    {
        var confirmation = await pins.ConfirmAsync(actor, pin, origin);
        if (on && confirmation == Confirmation.Session)
        {
            throw await units.ReadAsync(db => Restrictions.PinNeededAsync(db, actor, clock.UtcNow()));
        }

        return await units.WriteAsync(async db =>
        {
            var standing = await StandingAsync(db, id, loan => loan.BorrowerId == actor);
            if (on)
            {
                if (standing.Loan.Status == LoanStatus.Defaulted)
                {
                    throw new DomainException(new LoanStatusError(LoanStatus.Defaulted));
                }

                await Restrictions.RequireOldPinAsync(db, await db.Set<User>().SingleAsync(u => u.Id == actor), clock.UtcNow());
            }

            await db.Set<Loan>().Where(l => l.Id == id).ExecuteUpdateAsync(set => set.SetProperty(l => l.AutoRepay, on));
            db.Audit(actor, AuditKind.MoneyMoved, clock.UtcNow(), $"Automatic repayment of loan {standing.Loan.Id.Value} is {(on ? "on" : "off")}.");
            return id;
        });
    }

    /// <summary>
    /// Gives up the actor's own claim: a lender everything that is unpaid, a guarantor what was paid for the borrower and did not
    /// come back. No money moves. It is a gift, so the size of the claim says how it must be confirmed, and no frozen account makes it.
    /// </summary>
    public Task<Answer<LoanId>> ForgiveAsync(Forgiveness wish, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(wish.Actor, "forgiveLoan", wish.Key, new RequestInput().With("loan", wish.Loan));
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(
                wish.Actor, wish.Proof, () => ForgivenessBindingAsync(wish, command), origin),
            async db =>
            {
                var (id, actor, now) = (wish.Loan, wish.Actor, clock.UtcNow());
                var standing = await StandingAsync(db, id, loan => loan.LenderId == actor, alsoGuarantor: actor);
                var claim = standing.Loan.LenderId == actor
                    ? standing.LendersClaim
                    : standing.Guarantees.SingleOrDefault(g => g.GuarantorId == actor)?.Claim ?? 0;
                if (claim == 0)
                {
                    throw new DomainException(new NothingOwedError());
                }

                await RequireConfirmedAsync(db, standing, actor, confirmed, new Money(claim, standing.Loan.Currency), now);
                await confirmed.UseAsync(db, actor, command.Operation, command.Key, PromiseOf(standing.Loan, standing.Guarantees, actor), now);
                await (standing.Loan.LenderId == actor ? ForgiveAsLenderAsync(db, standing) : ForgiveAsGuarantorAsync(db, standing, actor));
                db.Audit(actor, AuditKind.MoneyMoved, now, $"Forgave {new Money(claim, standing.Loan.Currency)} of loan {id.Value}.");
                db.Raise(new LoanMoved(id, LoanStep.Forgiven, standing.Loan.BorrowerId, actor, now));
                await db.SaveChangesAsync();
                await payments.GoOnAsync(db, id, standing.Day);
                return id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>What a passkey must have confirmed: the principal or the share, which never change, while the claim grows by the day.</summary>
    private async Task<PaymentBinding> ForgivenessBindingAsync(Forgiveness wish, Command command)
    {
        var (loan, guarantees) = await units.ReadAsync(async db => (
            await db.Set<Loan>().SingleOrDefaultAsync(l => l.Id == wish.Loan),
            await db.Set<Guarantees.Guarantee>().Where(g => g.LoanId == wish.Loan && g.GuarantorId == wish.Actor).ToListAsync()));
        return loan is not null && (loan.LenderId == wish.Actor || guarantees.Count > 0)
            ? new PaymentBinding(wish.Actor, command.Operation, command.Key, loan.Id, PromiseOf(loan, guarantees, wish.Actor))
            : throw new DomainException(new NotFoundError("loan"));
    }

    private static Money PromiseOf(Loan loan, IEnumerable<Guarantees.Guarantee> guarantees, UserId actor) =>
        loan.LenderId == actor
            ? loan.Terms.Principal
            : new Money(guarantees.Single(g => g.GuarantorId == actor).Share, loan.Currency);

    private static async Task RequireConfirmedAsync(
        GraphDb db, LoanStanding standing, UserId id, Confirmed confirmed, Money claim, DateTime now)
    {
        // Freezing locks the wallet too, so it waits for this unit, or is seen by it.
        await LoanPayments.LockWalletsAsync(db, standing);
        var actor = await db.Set<User>().SingleAsync(u => u.Id == id);
        if (actor.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        await LendingPolicy.RequireConfirmedAsync(db, actor, confirmed, claim, now);
    }

    private async Task ForgiveAsLenderAsync(GraphDb db, LoanStanding standing)
    {
        var (loan, state, now) = (standing.Loan, standing.State, clock.UtcNow());
        await db.Set<Loan>().Where(l => l.Id == loan.Id).ExecuteUpdateAsync(set => set
            .SetProperty(l => l.PrincipalForgiven, state.Principal)
            .SetProperty(l => l.InterestForgiven, state.Interest)
            .SetProperty(l => l.ForgivenAt, now));
        await LoanPayments.FreeLineAsync(db, loan, state.Principal);

        // If nobody else is owed, the loan is closed now, and the guarantors are told that instead.
        foreach (var guarantee in standing.GuarantorsClaim == 0 ? [] : standing.Guarantees.Where(g => g.OwedOf(standing.LendersClaim) > 0))
        {
            db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.CallEnded, guarantee.GuarantorId, loan.LenderId, now));
        }
    }

    private static Task ForgiveAsGuarantorAsync(GraphDb db, LoanStanding standing, UserId actor) =>
        db.Set<Guarantees.Guarantee>()
            .Where(g => g.LoanId == standing.Loan.Id && g.GuarantorId == actor && g.Paid - g.Recovered - g.Forgiven > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Forgiven, g => g.Paid - g.Recovered));

    /// <summary>Locks a loan in which the actor has a given part, and requires that somebody is still owed.</summary>
    private async Task<LoanStanding> StandingAsync(GraphDb db, LoanId id, Func<Loan, bool> isMine, UserId? alsoGuarantor = null)
    {
        var loan = await LoanSteps.LockAsync(db, id);
        if (loan is null || !(isMine(loan) || (alsoGuarantor is { } user && await db.Set<Guarantees.Guarantee>().AnyAsync(g =>
            g.LoanId == id && g.GuarantorId == user
            && (g.Status == Guarantees.GuaranteeStatus.Given || g.Status == Guarantees.GuaranteeStatus.Called)))))
        {
            throw new DomainException(new NotFoundError("loan"));
        }

        var now = clock.UtcNow();
        return loan.IsRunning
            ? await LoanStanding.OfAsync(db, loan, BusinessCalendar.DateOf(now))
            : throw new DomainException(new LoanStatusError(loan.StatusAt(now)));
    }
}
