using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Requests;

public sealed record PaymentAnswer(UserId Actor, Guid Key, PaymentRequestId Request, bool Pay)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Handles requests for money from friends, and their answers.</summary>
public sealed class PaymentRequests(
    Units units, Idempotency idempotency, OutgoingPayments payments, Confirmations confirmations, TimeProvider clock)
{
    public Task<Answer<PaymentRequestId>> AskAsync(
        UserId actor, Guid key, UserId payer, Money amount, string? note, CancellationToken cancellationToken)
    {
        var check = new Validation();
        note = check.Words(TextKind.Note, note, "note");
        check.Check(payer != actor, "You cannot ask yourself for money.", "payer").ThrowIfAny();
        return idempotency.RunAsync(
            new Command(
                actor, "requestPayment", key, new RequestInput().With("payer", payer).With("amount", amount).With("note", note)),
            confirm: null,
            async db =>
            {
                await db.LockOpenAccountAsync(actor);
                await FriendPolicy.RequireAsync(db, actor, payer, "payer");
                return Open(db, actor, payer, amount, note, bill: null).Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Pays or declines a request. A request can still be paid after the friendship has ended.</summary>
    public Task<Answer<PaymentRequestId>> AnswerAsync(
        PaymentAnswer answer, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            answer.Actor,
            "answerPaymentRequest",
            answer.Key,
            new RequestInput().With("request", answer.Request).With("pay", answer.Pay));
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(
                answer.Actor, answer.Proof, () => BindingAsync(answer, command), origin),
            async db =>
            {
                var request = await db.Set<PaymentRequest>().SingleOrDefaultAsync(
                    r => r.Id == answer.Request && r.PayerId == answer.Actor)
                    ?? throw new DomainException(new NotFoundError("request"));
                if (request.StatusAt(clock.UtcNow()) is not PaymentRequestStatus.Open and var status)
                {
                    throw new DomainException(new PaymentRequestClosedError(status));
                }

                if (answer.Pay)
                {
                    await PayAsync(db, request, command, confirmed);
                }
                else
                {
                    await CloseAsync(db, request, PaymentRequestStatus.Declined, null);
                    db.Raise(new PaymentRequestDeclined(request, clock.UtcNow()));
                }

                return request.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Takes the request back for the user who sent it. Repeating this changes nothing.</summary>
    public Task<PaymentRequestId> CancelAsync(UserId actor, PaymentRequestId id) => units.WriteAsync(async db =>
    {
        var mine = db.Set<PaymentRequest>().Where(r => r.Id == id && r.PayeeId == actor);
        await db.LockAsync(mine);
        var request = await mine.SingleOrDefaultAsync()
            ?? throw new DomainException(new NotFoundError("request"));
        switch (request.StatusAt(clock.UtcNow()))
        {
            case PaymentRequestStatus.Open:
                await CloseAsync(db, request, PaymentRequestStatus.Cancelled, null);
                break;
            case PaymentRequestStatus.Cancelled:
                break;
            case var status:
                throw new DomainException(new PaymentRequestClosedError(status));
        }

        return id;
    });

    internal PaymentRequest Open(GraphDb db, UserId actor, UserId payer, Money amount, string? note, BillId? bill)
    {
        var now = clock.UtcNow();
        var id = clock.NewGuid();
        var request = new PaymentRequest
        {
            Id = new PaymentRequestId(id),
            PayerId = payer,
            PayeeId = actor,
            Amount = amount.MinorUnits,
            Currency = amount.Currency,
            Note = note,
            BillId = bill,
            CreatedAt = now,
            ExpiresAt = now + PaymentRequest.Lifetime,
            Tiebreak = id.RandomPart(),
        };
        db.Set<PaymentRequest>().Add(request);
        if (bill is null)
        {
            db.Raise(new PaymentRequested(request, now));
        }

        return request;
    }

    /// <summary>What a passkey must have confirmed: the amount of the request, which never changes.</summary>
    private async Task<PaymentBinding> BindingAsync(PaymentAnswer answer, Command command)
    {
        var request = await units.ReadAsync(db => db.Set<PaymentRequest>()
            .SingleOrDefaultAsync(r => r.Id == answer.Request && r.PayerId == answer.Actor))
            ?? throw new DomainException(new NotFoundError("request"));
        return new PaymentBinding(
            answer.Actor, command.Operation, command.Key, request.Id, new Money(request.Amount, request.Currency));
    }

    private async Task PayAsync(GraphDb db, PaymentRequest request, Command command, Confirmed confirmed)
    {
        var people = await db.Set<User>().Where(u => u.Id == request.PayerId || u.Id == request.PayeeId).ToListAsync();
        var payer = people.Single(u => u.Id == request.PayerId);
        var payee = people.Single(u => u.Id == request.PayeeId);

        // Locks the request first. When two answers come at the same time, one waits here, and then finds the request
        // closed.
        var open = db.Set<PaymentRequest>().Where(r => r.Id == request.Id && r.Status == PaymentRequestStatus.Open);
        await RequireAsync(db, request, await db.LockAsync(open) == 1);
        var (from, to) = await Wallets.OfAsync(db, payer.Id, payee.Id);
        var kind = request.BillId is null ? TransactionKind.PaymentRequest : TransactionKind.BillShare;
        var movement = new Movement(kind, from, to, new Money(request.Amount, request.Currency), payer.Id)
        {
            Payer = payer.Id,
            Payee = payee.Id,
            Note = request.Note,
            Visibility = Wallets.Stricter(payer.DefaultVisibility, payee.DefaultVisibility),
            Cause = command,
        };
        var transaction = await payments.PayAsync(db, new OutgoingPayment(movement, payer, confirmed));
        await db.SaveChangesAsync();
        await CloseAsync(db, request, PaymentRequestStatus.Paid, transaction.Id);
    }

    /// <summary>Closes an open request. If it was closed before, throws an error with its status.</summary>
    private async Task CloseAsync(
        GraphDb db, PaymentRequest request, PaymentRequestStatus status, TransactionId? transaction)
    {
        var now = clock.UtcNow();
        var isClosed = await db.Set<PaymentRequest>().Where(r => r.Id == request.Id).TransitionAsync(
            r => r.Status, from: PaymentRequestStatus.Open, to: status, set => set
                .SetProperty(r => r.TransactionId, transaction)
                .SetProperty(r => r.ClosedAt, now));
        await RequireAsync(db, request, isClosed);
    }

    private static async Task RequireAsync(GraphDb db, PaymentRequest request, bool isOpen)
    {
        if (!isOpen)
        {
            var status = await db.Set<PaymentRequest>().Where(r => r.Id == request.Id).Select(r => r.Status).SingleAsync();
            throw new DomainException(new PaymentRequestClosedError(status));
        }
    }
}
