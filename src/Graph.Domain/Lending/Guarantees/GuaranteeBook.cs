using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Guarantees;

public sealed record GuaranteePayment(UserId Actor, Guid Key, GuaranteeId Guarantee, Money Amount)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>
/// Asks friends to stand in for a loan, and pays what was called. A guarantee is asked for before the payout.
/// </summary>
public sealed class GuaranteeBook(
    Units units, Idempotency idempotency, Confirmations confirmations, LoanPayments payments, TimeProvider clock)
{
    /// <summary>Asks a friend of the borrower. Asking the same friend again for the same share changes nothing.</summary>
    public Task<GuaranteeId> AskAsync(UserId actor, LoanId id, UserId guarantor, Money share)
    {
        new Validation().Check(guarantor != actor, "You cannot guarantee for yourself.", "guarantor").ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            // People come before loans in the order of locks.
            await Friends.LockAsync(db, actor, guarantor);
            var loan = await LoanSteps.LockAsync(db, id);
            if (loan is null || loan.BorrowerId != actor)
            {
                throw new DomainException(new NotFoundError("loan"));
            }

            var now = clock.UtcNow();
            if (!loan.WaitsAt(now))
            {
                throw new DomainException(new LoanStatusError(loan.StatusAt(now)));
            }

            var (_, other) = await LendingPolicy.RequireAsync(db, actor, guarantor, "guarantor");
            await RequireThirdAsync(db, loan, other, "guarantor");
            new Validation().Check(share.MinorUnits <= loan.Principal, "A share is at most the principal.", "share", "amount").ThrowIfAny();
            return await OpenAsync(db, loan, guarantor, share);
        });
    }

    /// <summary>Pays a part of what was called, or all of it. It counts against no limit and needs no level.</summary>
    public Task<Answer<GuaranteeId>> PayAsync(GuaranteePayment payment, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            payment.Actor,
            "payGuarantee",
            payment.Key,
            new RequestInput().With("guarantee", payment.Guarantee).With("amount", payment.Amount));
        var binding = new PaymentBinding(payment.Actor, command.Operation, payment.Key, payment.Guarantee, payment.Amount);
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(payment.Proof, binding, origin),
            async db =>
            {
                var (guarantee, loan) = await LockedAsync(db, payment.Guarantee, payment.Actor);
                if (guarantee.Status != GuaranteeStatus.Called)
                {
                    throw new DomainException(new GuaranteeStatusError(guarantee.Status));
                }

                var standing = await LoanStanding.OfAsync(db, loan, BusinessCalendar.DateOf(clock.UtcNow()));
                var owed = guarantee.OwedOf(standing.LendersClaim);
                if (payment.Amount.MinorUnits > owed)
                {
                    throw new DomainException(new MoreThanOwedError(payment.Amount with { MinorUnits = owed }));
                }

                // Freezing locks the wallet too, so it waits for this unit, or is seen by it.
                await LoanPayments.LockWalletsAsync(db, standing);
                if (await db.Set<User>().AnyAsync(u => u.Id == payment.Actor && u.FrozenAt != null))
                {
                    throw new DomainException(new AccountFrozenError());
                }

                await confirmed.UseAsync(db, payment.Actor, command.Operation, command.Key, payment.Amount, clock.UtcNow());
                await payments.PayForBorrowerAsync(db, standing, guarantee, payment.Amount.MinorUnits, command);
                await payments.GoOnAsync(db, loan.Id, standing.Day);
                return guarantee.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Locks the loan of a guarantee that the actor was asked for, and reads both.</summary>
    internal static async Task<(Guarantee Guarantee, Loan Loan)> LockedAsync(GraphDb db, GuaranteeId id, UserId guarantor)
    {
        var mine = db.Set<Guarantee>().Where(g => g.Id == id && g.GuarantorId == guarantor);
        var loanId = await mine.Select(g => (LoanId?)g.LoanId).SingleOrDefaultAsync()
            ?? throw new DomainException(new NotFoundError("guarantee"));
        var loan = (await LoanSteps.LockAsync(db, loanId))!;
        return (await mine.SingleAsync(), loan);
    }

    /// <summary>
    /// Requires that a guarantor is another person than everybody else in the loan, over all accounts, and that no block is
    /// between guarantor and lender. That two accounts are one person's, or that two people block each other, is nothing that the
    /// borrower may learn.
    /// </summary>
    internal static async Task RequireThirdAsync(GraphDb db, Loan loan, User guarantor, string path)
    {
        new Validation()
            .Check(guarantor.Id != loan.LenderId, "A guarantor is another person than lender, borrower and the other guarantors.", path)
            .ThrowIfAny();
        var isParty = await db.Set<User>().AnyAsync(u =>
            u.Id != guarantor.Id && u.PersonId == guarantor.PersonId
            && (u.Id == loan.LenderId || u.Id == loan.BorrowerId || db.Set<Guarantee>().Any(g =>
                g.LoanId == loan.Id && g.GuarantorId == u.Id && (g.Status == GuaranteeStatus.Asked || g.Status == GuaranteeStatus.Given))));
        if (isParty || !await db.UsersFor(loan.LenderId).AnyAsync(u => u.Id == guarantor.Id))
        {
            throw new DomainException(new CounterpartyUnavailableError(path));
        }
    }

    private async Task<GuaranteeId> OpenAsync(GraphDb db, Loan loan, UserId guarantor, Money share)
    {
        var asked = await db.Set<Guarantee>().Where(g => g.LoanId == loan.Id).ToListAsync();
        if (asked.SingleOrDefault(g => g.GuarantorId == guarantor) is { } earlier)
        {
            return earlier.Share == share.MinorUnits && earlier.Status is GuaranteeStatus.Asked or GuaranteeStatus.Given
                ? earlier.Id
                : throw new DomainException(new GuaranteeStatusError(earlier.Status));
        }

        if (asked.Count >= Guarantee.MaxOfLoan)
        {
            throw new DomainException(new LendingLimitError(Guarantee.MaxOfLoan));
        }

        var (id, now) = (clock.NewGuid(), clock.UtcNow());
        var guarantee = new Guarantee
        {
            Id = new GuaranteeId(id),
            LoanId = loan.Id,
            GuarantorId = guarantor,
            Share = share.MinorUnits,
            Currency = share.Currency,
            AskedAt = now,
            Tiebreak = id.RandomPart(),
        };
        db.Set<Guarantee>().Add(guarantee);
        db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Asked, guarantor, loan.BorrowerId, now));
        return guarantee.Id;
    }
}
