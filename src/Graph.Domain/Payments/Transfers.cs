using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>When a transfer reaches the payee.</summary>
public enum Arrival
{
    /// <summary>At once.</summary>
    Instant,

    /// <summary>After two hours; until then the sender can take it back. Not offered yet.</summary>
    TwoHours,

    /// <summary>The next day; until then the sender can take it back. Not offered yet.</summary>
    NextDay,
}

public sealed record Transfer(UserId Actor, Guid Key, UserId To, Money Amount)
{
    public string? Note { get; init; }

    public Visibility? Visibility { get; init; }

    public string? PayeeName { get; init; }

    public Arrival Arrival { get; init; }

    public string? PaymentPin { get; init; }
}

/// <summary>Money from person to person.</summary>
public sealed class Transfers(Idempotency idempotency, GeneralLedger ledger, PaymentPins pins, TimeProvider clock)
{
    public Task<Answer<TransactionId>> SendAsync(Transfer transfer, Origin origin, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(transfer.To != transfer.Actor, "Money goes to somebody else.", "to")
            .Check(transfer.Note is null or { Length: <= Transaction.MaxNote }, "A note has at most 200 characters.", "note")
            .Check(transfer.Arrival == Arrival.Instant, "Only INSTANT arrival is offered yet.", "arrival")
            .Check(transfer.PayeeName is null, "Paying by confirmed name is not offered yet; leave it out.", "payeeName")
            .ThrowIfAny();
        var confirmation = Confirmation.Session;
        return idempotency.RunAsync(
            new Command(transfer.Actor, "transfer", transfer.Key, transfer with { PaymentPin = null }),
            confirm: async () => confirmation = await pins.ConfirmAsync(transfer.Actor, transfer.PaymentPin, origin),
            db => PostAsync(db, transfer, confirmation),
            staysOpen: false,
            cancellationToken);
    }

    private async Task<TransactionId> PostAsync(GraphDb db, Transfer transfer, Confirmation confirmation)
    {
        var payee = await db.Users.SingleOrDefaultAsync(u => u.Id == transfer.To)
            ?? throw new DomainException(new NotFoundError());
        if (!await db.Friendships.AnyAsync(f => f.OwnerId == transfer.Actor && f.FriendId == transfer.To))
        {
            throw new DomainException(new NotFriendsError());
        }

        if (payee.Level == RealNameLevel.None)
        {
            throw new DomainException(new PayeeCannotReceiveError());
        }

        var payer = await db.Users.SingleAsync(u => u.Id == transfer.Actor);
        var charge = await SpendingLimits.ChargeAsync(db, payer, transfer.Amount, confirmation, clock.UtcNow());
        var from = await WalletAsync(db, payer.Id);
        var to = await WalletAsync(db, payee.Id);
        var wish = transfer.Visibility ?? payer.DefaultVisibility;
        var transaction = await ledger.PostAsync(
            db,
            new Movement(TransactionKind.Transfer, from, to, transfer.Amount, payer.Id)
            {
                Payer = payer.Id,
                Payee = payee.Id,
                Note = transfer.Note,
                // The stricter wish wins.
                Visibility = wish > payee.DefaultVisibility ? wish : payee.DefaultVisibility,
                Charge = charge,
            });
        return transaction.Id;
    }

    private static Task<AccountId> WalletAsync(GraphDb db, UserId owner) =>
        db.Accounts.Where(a => a.OwnerId == owner).Select(a => a.Id).SingleAsync();
}
