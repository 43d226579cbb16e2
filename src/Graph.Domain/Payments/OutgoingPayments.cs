using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>A payment from a person's wallet to someone else.</summary>
/// <param name="Movement">The movement out of the payer's wallet. If it has SettlesAt, it is held until then.</param>
/// <param name="Payer">The payer, as the caller has read it.</param>
/// <param name="Confirmed">
/// How the payer confirmed the payment. The daily limit depends on it, and its passkey is used up with it.
/// </param>
public sealed record OutgoingPayment(Movement Movement, User Payer, Confirmed Confirmed)
{
    /// <summary>The real-name level that the payer needs.</summary>
    public RealNameLevel RequiredLevel { get; init; } = RealNameLevel.ClassI;

    /// <summary>Whether the money is only held. The feature that makes the payment posts or releases it later.</summary>
    public bool WaitsForAnswer { get; init; }

    /// <summary>
    /// Reserves what the payment is for; null for nothing. It runs after the wallet and the limits are locked, and
    /// before accounts of the house are. It may refuse.
    /// </summary>
    public Func<Task>? Reserve { get; init; }

    /// <summary>The person who needs a real-name level to be paid; null when the payment is owed, or is to no person.</summary>
    public UserId? Payee { get; init; }

    /// <summary>Whether money that the payer keeps elsewhere may cover what the wallet lacks.</summary>
    public bool MayBeCovered { get; init; } = true;
}

/// <summary>Money that a payer keeps elsewhere, and that can be in the wallet at once. A feature that keeps money registers it.</summary>
public interface IPaymentCover
{
    /// <summary>Returns how much could be in the payer's wallet at once, in fen; zero when the payer has not switched it on.</summary>
    Task<long> RoomAsync(GraphDb db, UserId payer);

    /// <summary>
    /// Moves an amount into the payer's wallet, in the unit of the payment. Wallets and limits are locked by then. Returns what
    /// to call with the payment when it is made. Returns null when there is too little by now; then the unit must be given up.
    /// </summary>
    Task<Action<Transaction>?> CoverAsync(GraphDb db, UserId payer, Money amount);
}

/// <summary>
/// Pays money from a wallet to others. Every such payment goes through this class. It locks the payer's wallet, checks
/// level and freeze again, and the payee's level, charges the limits, lets the caller reserve what the payment is for, and posts or
/// holds the movement, which the ledger writes to the audit log. Freezing an account and lowering a level lock the wallet too.
/// So once either is confirmed to the user, no payment that was still waiting can go through. What the wallet lacks may be
/// covered by money that the payer keeps elsewhere, in the same unit.
/// </summary>
public sealed class OutgoingPayments(GeneralLedger ledger, IEnumerable<IPaymentCover> covers, TimeProvider clock)
{
    private static readonly PerModel<Func<GraphDb, UserId, UserId?, Task<PayerState>>> StateOf = new(() => EF.CompileAsyncQuery(
        (GraphDb db, UserId payer, UserId? payee) => db.Set<User>()
            .Where(u => u.Id == payer)
            .Select(u => new PayerState(
                u.PersonId,
                u.Level,
                u.FrozenAt,
                u.RestrictedUntil,
                db.Set<User>().Any(other => other.Id == payee && other.Level == RealNameLevel.None)))
            .Single()));

    /// <exception cref="DomainException">
    /// The account is frozen, its level is too low, the wallet has too little money, or a limit would be exceeded. No
    /// money moved.
    /// </exception>
    public async Task<Transaction> PayAsync(GraphDb db, OutgoingPayment payment)
    {
        var (movement, payer) = (payment.Movement, payment.Payer);
        var read = new PayerState(payer.PersonId, payer.Level, payer.FrozenAt, payer.RestrictedUntil, IsPayeeUnknown: false);
        await RequireAsync(db, payer.Id, read, payment.RequiredLevel, payment.Confirmed);
        try
        {
            return await MoveAsync(db, payment, ChargeAsync);
        }
        catch (DomainException refusal) when (payment.MayBeCovered && refusal.Errors is [InsufficientFundsError])
        {
            if (await PayCoveredAsync(db, payment, (InsufficientFundsError)refusal.Errors[0], ChargeAsync) is { } covered)
            {
                return covered;
            }

            throw;
        }

        async Task<LimitCharge?> ChargeAsync()
        {
            var state = await StateOf.For(db)(db, payer.Id, payment.Payee);
            await RequireAsync(db, payer.Id, state, payment.RequiredLevel, payment.Confirmed);
            if (state.IsPayeeUnknown)
            {
                throw new DomainException(new PayeeCannotReceiveError());
            }

            await UsePasskeyAsync(db, payment);
            var charge = await SpendingLimits.ChargeAsync(
                db, state.Person!.Value, state.Level, movement.Amount, payment.Confirmed.Strength, clock.UtcNow());
            await (payment.Reserve?.Invoke() ?? Task.CompletedTask);
            return charge;
        }
    }

    /// <summary>
    /// Looks at whether the payer could pay an amount now: freeze and level, then money, then limits. It refuses as the
    /// payment would, and changes nothing. Call it before a secret of somebody else is compared, so that who cannot pay
    /// is told the same whatever the secret is.
    /// </summary>
    public async Task LookAsync(GraphDb db, UserId payer, Money amount, Confirmed confirmed)
    {
        var state = await StateOf.For(db)(db, payer, null);
        await RequireAsync(db, payer, state, RealNameLevel.ClassI, confirmed);
        var available = (await db.Set<Account>().SingleAsync(a => a.OwnerId == payer)).Available;
        if (available < amount && await CoverOfAsync(db, payer, amount - available) is null)
        {
            throw new DomainException(new InsufficientFundsError(available, amount));
        }

        await SpendingLimits.LookAsync(db, state.Person!.Value, state.Level, amount, confirmed.Strength, clock.UtcNow());
    }

    private Task<Transaction> MoveAsync(GraphDb db, OutgoingPayment payment, Func<Task<LimitCharge?>> onceLocked) =>
        payment.Movement.SettlesAt is null && !payment.WaitsForAnswer
            ? ledger.PostAsync(db, payment.Movement, onceLocked)
            : ledger.HoldAsync(db, payment.Movement, expiresAt: null, onceLocked);

    /// <summary>
    /// Covers what the wallet lacks, and pays. It locks in the usual order: wallets, limits, what the caller reserves, then what
    /// the cover locks. Returns null when nothing covers it.
    /// </summary>
    private async Task<Transaction?> PayCoveredAsync(
        GraphDb db, OutgoingPayment payment, InsufficientFundsError lacking, Func<Task<LimitCharge?>> charge)
    {
        var missing = lacking.Needed - lacking.Available;
        if (await CoverOfAsync(db, payment.Payer.Id, missing) is not { } cover)
        {
            return null;
        }

        AccountId[] wallets = [.. payment.Movement.Legs.SelectMany(leg => new[] { leg.Debit, leg.Credit }).Where(account => !account.IsOfHouse).Distinct()];
        await GeneralLedger.LockAsync(db, wallets);
        var charged = await charge();
        if (await cover.CoverAsync(db, payment.Payer.Id, missing) is not { } paid)
        {
            return null;
        }

        // The payment comes after what covers it. But the time of a charge also says which day was charged, so it stays within it.
        var now = clock.UtcNow();
        var isSameDay = charged is not null && BusinessCalendar.DateOf(charged.At) == BusinessCalendar.DateOf(now);
        var transaction = await MoveAsync(db, payment, () => Task.FromResult(isSameDay ? charged! with { At = now } : charged));
        paid(transaction);
        return transaction;
    }

    private async Task<IPaymentCover?> CoverOfAsync(GraphDb db, UserId payer, Money missing)
    {
        foreach (var cover in covers)
        {
            if (await cover.RoomAsync(db, payer) >= missing.MinorUnits)
            {
                return cover;
            }
        }

        return null;
    }

    private async Task UsePasskeyAsync(GraphDb db, OutgoingPayment payment)
    {
        if (payment.Movement.Cause is { } cause)
        {
            await payment.Confirmed.UseAsync(
                db, cause.Actor, cause.Operation, cause.Key, payment.Movement.Amount, clock.UtcNow());
        }
        else if (payment.Confirmed.Strength == Confirmation.Passkey)
        {
            throw new InvalidOperationException("A passkey confirms a request, and this movement has none.");
        }
    }

    private async Task RequireAsync(
        GraphDb db, UserId payer, PayerState state, RealNameLevel level, Confirmed confirmed)
    {
        if (state.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        await RequiredLevel.RequireAsync(db, payer, state.Level, level);
        if (state.RestrictedUntil is { } until && until > clock.UtcNow())
        {
            // A thief with the phone could have reset the password, or the owner may have reset it because of a thief,
            // who may have added a passkey before. Only the owner knows a PIN that is old enough.
            await (confirmed.HasPin
                ? Restrictions.RequireOldPinAsync(db, payer, until)
                : throw await Restrictions.PinNeededAsync(db, payer, clock.UtcNow()));
        }
    }

    /// <summary>The data of both sides that decides whether the payment is allowed.</summary>
    private sealed record PayerState(PersonId? Person, RealNameLevel Level, DateTime? FrozenAt, DateTime? RestrictedUntil, bool IsPayeeUnknown);
}
