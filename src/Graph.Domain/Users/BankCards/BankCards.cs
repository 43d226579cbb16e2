using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.BankCards;

/// <summary>A bank card to add, and the secret that confirms it: the password or the payment PIN.</summary>
public sealed record NewBankCard(string CardNumber, string? Password, string? PaymentPin);

/// <summary>The settings of bank cards.</summary>
public sealed class BankCardSettings
{
    /// <summary>How long a new card waits until money may be withdrawn to it.</summary>
    public TimeSpan NewCardDelay { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>Adds and removes the bank cards of a user.</summary>
public sealed class BankCards(
    Units units,
    IVerifier verifier,
    EvidenceDecisions decisions,
    PasswordChecks passwords,
    PaymentPins pins,
    Throttle throttle,
    KeyedHash hash,
    ISecretBox box,
    BankCardSettings settings,
    TimeProvider clock)
{
    /// <summary>
    /// Submits a bank card as evidence. It takes the password or the payment PIN; for 24 hours after a reset of the
    /// password, only a PIN that was set a day before it. A frozen account gets no new card. The owner is told.
    /// </summary>
    public async Task<EvidenceId> SubmitAsync(UserId id, NewBankCard input, Origin origin, CancellationToken cancellationToken)
    {
        var number = BankCard.NormalizeNumber(input.CardNumber);
        new Validation()
            .Check(number is not null, InvalidNumber, "bankCard", "cardNumber")
            .Check(input.Password is not null || input.PaymentPin is not null,
                "Give the password or the payment PIN, to show that the owner adds the card.", "bankCard", "password")
            .ThrowIfAny();
        var (owner, identity) = await units.ReadAsync(db => OwnerAsync(db, id, cancellationToken));
        await units.ReadAsync(db => RequireAllowedAsync(db, owner, input));
        var confirmed = input.Password is { } password ? await passwords.ConfirmAsync(id, password, origin, "bankCard", "password") : null;
        await pins.ConfirmAsync(id, input.PaymentPin, origin, "bankCard", "paymentPin");
        var (card, _) = await throttle.GuessAsync(
            "bank card",
            Guesser.Person(id.Value.ToString("N")),
            () => verifier.VerifyBankCardAsync(number!, identity?.Identity(box), cancellationToken),
            cancellationToken: cancellationToken);
        new Validation().Check(card is not null, InvalidNumber, "bankCard", "cardNumber").ThrowIfAny();
        return await decisions.DecideAsync(id, EvidenceKind.BankCard, Verdict.Accepted, async (db, evidence) =>
        {
            await PasswordChecks.RequireStillAsync(db, id, confirmed ?? new ConfirmedPassword(null));
            await db.LockAsync(db.Set<User>().Where(u => u.Id == id));
            await RequireAllowedAsync(db, await db.Set<User>().SingleAsync(u => u.Id == id), input);
            await AddAsync(db, evidence.Row, card!, number!);
        });
    }

    /// <summary>Makes a card the one that front ends offer first.</summary>
    public Task<BankCardId> PreferAsync(UserId id, BankCardId card) => units.WriteAsync(async db =>
    {
        var chosen = await FindAsync(db, id, card);
        if (chosen.DefaultSince is null)
        {
            await db.Set<BankCard>().Where(c => c.UserId == id && c.DefaultSince != null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DefaultSince, (DateTime?)null));
            chosen.Prefer(clock.UtcNow());
        }

        return card;
    });

    /// <summary>
    /// Removes a card: no money moves to or from it any more. Its evidence stays accepted, and with it the level.
    /// Requests that the bank has not answered yet are not affected.
    /// </summary>
    public async Task<UserId> RemoveAsync(UserId id, BankCardId card, string password, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        return await units.WriteAsync(async db =>
        {
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            var now = clock.UtcNow();
            var removed = await FindAsync(db, id, card);
            var wasDefault = removed.DefaultSince is not null;
            removed.Remove(now);
            db.Audit(id, AuditKind.CardRemoved, now, $"{removed.BankName} {removed.MaskedNumber}");
            await db.SaveChangesAsync();
            if (wasDefault)
            {
                var next = await db.Set<BankCard>().AsTracking().Where(BankCard.IsUsableBy(id, db))
                    .OrderByDescending(c => c.AddedAt)
                    .FirstOrDefaultAsync();
                next?.Prefer(now);
            }

            return id;
        });
    }

    private const string InvalidNumber = "This is not a valid bank card number.";

    private async Task AddAsync(GraphDb db, Evidence evidence, AcceptedCard accepted, string number)
    {
        var (id, now, numberHash) = (evidence.UserId, clock.UtcNow(), hash.Of("bank card", number));
        var withdrawableFrom = now + settings.NewCardDelay;
        var card = await db.Set<BankCard>().AsTracking().SingleOrDefaultAsync(c => c.UserId == id && c.NumberHash == numberHash);
        var isNew = card is null;
        if (card is null)
        {
            card = BankCard.Add(new BankCardId(clock.NewGuid()), evidence, accepted, numberHash, number[^4..], now, withdrawableFrom);
            db.Set<BankCard>().Add(card);
        }
        else
        {
            var isAccepted = await db.Set<Evidence>().AnyAsync(e => e.Id == card.EvidenceId && e.Status == EvidenceStatus.Accepted);
            card.Renew(evidence);
            isNew = card.AddAgain(isAccepted, now, withdrawableFrom);
        }

        if (isNew)
        {
            db.Audit(id, AuditKind.CardAdded, now, $"{card.BankName} {card.MaskedNumber}");
            if (!await db.Set<BankCard>().AnyAsync(c => c.UserId == id && c.DefaultSince != null))
            {
                card.Prefer(now);
            }
        }
    }

    private async Task<bool> RequireAllowedAsync(GraphDb db, User owner, NewBankCard input)
    {
        if (owner.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        if (owner.IsRestrictedAt(clock.UtcNow()))
        {
            var until = owner.RestrictedUntil!.Value;
            await (input.PaymentPin is not null
                ? Restrictions.RequireOldPinAsync(db, owner.Id, until)
                : throw new DomainException(
                    owner.PaymentPinHash is null ? new AccountRestrictedError(until) : new PaymentPinRequiredError()));
        }

        return true;
    }

    private static async Task<(User Owner, Person? Identity)> OwnerAsync(GraphDb db, UserId id, CancellationToken cancellationToken)
    {
        var owner = await db.Set<User>().SingleAsync(u => u.Id == id, cancellationToken);
        return (owner, owner.PersonId is { } person
            ? await db.Set<Person>().SingleAsync(p => p.Id == person, cancellationToken)
            : null);
    }

    private static async Task<BankCard> FindAsync(GraphDb db, UserId owner, BankCardId card)
    {
        await db.LockAsync(db.Set<User>().Where(u => u.Id == owner));
        return await db.Set<BankCard>().AsTracking().Where(BankCard.IsUsableBy(owner, db)).SingleOrDefaultAsync(c => c.Id == card)
            ?? throw new DomainException(new NotFoundError("bankCard"));
    }
}
