using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>When a transfer reaches the payee.</summary>
public enum Arrival
{
    /// <summary>Immediately.</summary>
    Instant,

    /// <summary>After two hours. Until then the sender can take the transfer back.</summary>
    TwoHours,

    /// <summary>After 24 hours. Until then the sender can take the transfer back.</summary>
    NextDay,
}

public sealed record Transfer(UserId Actor, Guid Key, UserId To, Money Amount)
{
    public string? Note { get; init; }

    public Visibility? Visibility { get; init; }

    public string? PayeeName { get; init; }

    public Arrival Arrival { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Transfers money from person to person.</summary>
public sealed class Transfers(
    Units units,
    Idempotency idempotency,
    OutgoingPayments payments,
    GeneralLedger ledger,
    Confirmations confirmations,
    PayeeNames names,
    TimeProvider clock)
{
    public Task<Answer<TransactionId>> SendAsync(Transfer transfer, Origin origin, CancellationToken cancellationToken)
    {
        var check = new Validation();
        transfer = transfer with
        {
            Note = check.Words(TextKind.Note, transfer.Note, "note"),
            PayeeName = transfer.PayeeName is null ? null : check.Text(TextKind.RealName, transfer.PayeeName, "payeeName"),
        };
        check.Check(transfer.To != transfer.Actor, "You cannot send money to yourself.", "to").ThrowIfAny();
        var command = new Command(transfer.Actor, "transfer", transfer.Key, new RequestInput()
            .With("to", transfer.To)
            .With("amount", transfer.Amount)
            .With("note", transfer.Note)
            .With("visibility", transfer.Visibility)
            .With("payeeName", transfer.PayeeName)
            .With("arrival", (Arrival?)transfer.Arrival, unless: Arrival.Instant));
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: transfer is { Proof.IsEmpty: true, PayeeName: null } ? null : async () =>
            {
                var binding = new PaymentBinding(
                    command.Actor, command.Operation, command.Key, transfer.To, transfer.Amount);
                confirmed = await confirmations.ConfirmAsync(transfer.Proof, binding, origin);
                if (transfer.PayeeName is not null)
                {
                    await LookAsync(transfer, confirmed);
                }
            },
            within: transfer.PayeeName is not { } name ? null : pay => names.PayAsync(
                new PayeeName(transfer.Actor, transfer.To, name) { CanBeTakenBack = transfer.Arrival != Arrival.Instant }, origin, pay),
            db => MoveAsync(db, transfer, command, confirmed),
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Takes back a transfer that has not arrived yet. This is possible at every level, and even if the account is
    /// frozen.
    /// </summary>
    public Task<Answer<TransactionId>> CancelAsync(
        UserId actor, Guid key, TransactionId id, CancellationToken cancellationToken) =>
        idempotency.RunAsync(
            new Command(actor, "cancelTransfer", key, new RequestInput().With("transaction", id)),
            confirm: null,
            async db =>
            {
                var transfer = await db.Set<Transaction>().SingleOrDefaultAsync(t => t.Id == id && t.PayerId == actor)
                    ?? throw new DomainException(new NotFoundError("transaction"));
                if (transfer.SettlesAt is null
                    || !await ledger.VoidHoldAsync(db, id, TransactionStatus.Cancelled, "The sender took it back."))
                {
                    var status = await db.Set<Transaction>().Where(t => t.Id == id).Select(t => t.Status).SingleAsync();
                    throw new DomainException(new TransactionClosedError(status));
                }

                db.Audit(actor, AuditKind.MoneyMoved, clock.UtcNow(), $"TRANSFER taken back: {new Money(transfer.Amount, transfer.Currency)}.");
                return id;
            },
            staysOpen: false,
            cancellationToken);

    /// <summary>
    /// Refuses who could not pay anyway, before the payee's name is looked at. Otherwise the kind of refusal would tell
    /// whether the name is right.
    /// </summary>
    private Task LookAsync(Transfer transfer, Confirmed confirmed) => units.ReadAsync(async db =>
    {
        await payments.LookAsync(db, transfer.Actor, transfer.Amount, confirmed);
        return true;
    });

    private async Task<TransactionId> MoveAsync(GraphDb db, Transfer transfer, Command command, Confirmed confirmed)
    {
        var sides = new List<Side>();
        await foreach (var side in SidesOf.For(db)(db, transfer.Actor, transfer.To))
        {
            sides.Add(side);
        }

        var (payer, from) = sides.Where(s => s.User.Id == transfer.Actor).Select(s => (s.User, s.Wallet)).Single();
        var other = sides.SingleOrDefault(s => s.User.Id == transfer.To) ?? throw new DomainException(new NotFoundError("to"));
        var payee = other.User;
        if (transfer.PayeeName is null && !other.AreFriends)
        {
            throw new DomainException(NotFriendsError.OrNamed("to"));
        }

        if (payee.Level == RealNameLevel.None)
        {
            throw new DomainException(new PayeeCannotReceiveError());
        }

        var movement = new Movement(TransactionKind.Transfer, from, other.Wallet, transfer.Amount, payer.Id)
        {
            Payer = payer.Id,
            Payee = payee.Id,
            Note = transfer.Note,
            Visibility = Wallets.Stricter(transfer.Visibility ?? payer.DefaultVisibility, payee.DefaultVisibility),
            SettlesAt = SettlesAt(transfer.Arrival, clock.UtcNow()),
            Cause = command,
        };
        var transaction = await payments.PayAsync(db, new OutgoingPayment(movement, payer, confirmed) { Payee = payee.Id });
        return transaction.Id;
    }

    private sealed record Side(User User, AccountId Wallet, bool AreFriends);

    /// <summary>
    /// Reads both sides as the payer may see them. The query is compiled once, so it repeats the condition of <see
    /// cref="VisibleUsers.UsersFor"/> instead of calling it.
    /// </summary>
    private static readonly PerModel<Func<GraphDb, UserId, UserId, IAsyncEnumerable<Side>>> SidesOf = new(() => EF.CompileAsyncQuery(
        (GraphDb db, UserId payer, UserId payee) =>
            from user in db.Set<User>()
            join wallet in db.Set<Account>() on user.Id equals wallet.OwnerId
            where user.Id == payer || (user.Id == payee && user.ClosedAt == null)
            where !db.Set<Block>().Any(b => b.OwnerId == payer && b.OtherId == user.Id)
            select new Side(user, wallet.Id, db.Set<Friendship>().Any(f => f.OwnerId == payer && f.FriendId == payee))));

    private static DateTime? SettlesAt(Arrival arrival, DateTime now) => arrival switch
    {
        Arrival.TwoHours => now.AddHours(2),
        Arrival.NextDay => now.AddDays(1),
        _ => null,
    };
}
