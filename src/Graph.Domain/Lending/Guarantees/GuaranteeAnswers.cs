using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Guarantees;

/// <summary>An answer to a request to stand in for a loan.</summary>
public sealed record GuaranteeAnswer(UserId Actor, GuaranteeId Guarantee, bool Accept)
{
    /// <summary>The idempotency key for which a passkey signed; null without a passkey.</summary>
    public Guid? Key { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Gives and declines guarantees. What was given cannot be withdrawn.</summary>
public sealed class GuaranteeAnswers(Units units, Confirmations confirmations, TimeProvider clock)
{
    private const string Operation = "answerGuarantee";

    /// <summary>
    /// Gives or declines a guarantee. Giving takes the payment PIN, or a passkey, because it is a promise of money; beyond what a PIN
    /// may move in a day it takes a passkey. Repeating an answer changes nothing, and asks for no PIN or passkey again.
    /// </summary>
    public async Task<GuaranteeId> AnswerAsync(GuaranteeAnswer answer, Origin origin)
    {
        new Validation()
            .Check(
                answer.Proof.Passkey is null || (answer.Key is { } key && key != Guid.Empty),
                "Send the idempotency key with which the passkey was asked for.",
                "idempotencyKey")
            .ThrowIfAny();
        return await IsAnsweredAsync(answer) || await ConfirmedAsync(answer, origin) is not { } confirmed
            ? answer.Guarantee
            : await units.WriteAsync(db => AnswerAsync(db, answer, confirmed));
    }

    /// <summary>Writes an answer down. Returns false when the guarantee was not asked for any more.</summary>
    internal static Task<bool> WriteAsync(GraphDb db, GuaranteeId id, GuaranteeStatus answer, DateTime now) =>
        db.Set<Guarantee>().Where(g => g.Id == id).TransitionAsync(
            g => g.Status, GuaranteeStatus.Asked, answer, set => set.SetProperty(g => g.AnsweredAt, now));

    private static GuaranteeStatus Wanted(GuaranteeAnswer answer) => answer.Accept ? GuaranteeStatus.Given : GuaranteeStatus.Declined;

    private Task<bool> IsAnsweredAsync(GuaranteeAnswer answer) => units.ReadAsync(db =>
        db.Set<Guarantee>().AnyAsync(g => g.Id == answer.Guarantee && g.GuarantorId == answer.Actor && g.Status == Wanted(answer)));

    /// <summary>Checks PIN and passkey. Returns null when the same answer was given meanwhile, by which the passkey was used up.</summary>
    private async Task<Confirmed?> ConfirmedAsync(GuaranteeAnswer answer, Origin origin)
    {
        try
        {
            return await confirmations.ConfirmAsync(answer.Actor, answer.Proof, () => BindingAsync(answer), origin);
        }
        catch (DomainException)
        {
            if (await IsAnsweredAsync(answer))
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>What a passkey must have confirmed: the share, which never changes.</summary>
    private async Task<PaymentBinding> BindingAsync(GuaranteeAnswer answer)
    {
        var guarantee = await units.ReadAsync(db => db.Set<Guarantee>().SingleOrDefaultAsync(g =>
            g.Id == answer.Guarantee && g.GuarantorId == answer.Actor))
            ?? throw new DomainException(new NotFoundError("guarantee"));
        return new PaymentBinding(answer.Actor, Operation, answer.Key!.Value, guarantee.Id, new Money(guarantee.Share, guarantee.Currency));
    }

    private static Task<List<UserId>> BorrowersAsync(GraphDb db, GuaranteeId id) => db.Set<Loan>()
        .Where(l => db.Set<Guarantee>().Any(g => g.Id == id && g.LoanId == l.Id))
        .Select(l => l.BorrowerId)
        .ToListAsync();

    private async Task<GuaranteeId> AnswerAsync(GraphDb db, GuaranteeAnswer answer, Confirmed confirmed)
    {
        if (answer.Accept)
        {
            // People come before loans in the order of locks.
            await AccountLocks.LockUsersAsync(db, [answer.Actor, .. await BorrowersAsync(db, answer.Guarantee)]);
        }

        var (guarantee, loan) = await GuaranteeBook.LockedAsync(db, answer.Guarantee, answer.Actor);
        var (now, share) = (clock.UtcNow(), new Money(guarantee.Share, guarantee.Currency));
        if (guarantee.Status == Wanted(answer))
        {
            return guarantee.Id;
        }

        if (!guarantee.CanBeAnsweredBy(answer.Actor, loan.WaitsAt(now)))
        {
            throw new DomainException(new GuaranteeStatusError(
                guarantee.Status == GuaranteeStatus.Asked ? GuaranteeStatus.Lapsed : guarantee.Status));
        }

        if (answer.Accept)
        {
            var (guarantor, _) = await LendingPolicy.RequireAsync(db, answer.Actor, loan.BorrowerId, "guarantee");
            await GuaranteeBook.RequireThirdAsync(db, loan, guarantor, "guarantee");
            await LendingPolicy.RequireConfirmedAsync(db, guarantor, confirmed, share, now);
            await confirmed.UseAsync(db, answer.Actor, Operation, answer.Key ?? Guid.Empty, share, now);
        }

        if (!await WriteAsync(db, guarantee.Id, Wanted(answer), now))
        {
            throw new DomainException(new GuaranteeStatusError(GuaranteeStatus.Lapsed));
        }

        var step = answer.Accept ? GuaranteeStep.Given : GuaranteeStep.Declined;
        db.Audit(answer.Actor, AuditKind.MoneyMoved, now, $"Guarantee {step}: {share}.");
        db.Raise(new GuaranteeMoved(guarantee.Id, step, loan.BorrowerId, answer.Actor, now));
        return guarantee.Id;
    }
}
