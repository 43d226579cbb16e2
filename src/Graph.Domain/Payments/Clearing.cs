using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Payments;

/// <summary>
/// Asks the bank, and records what it says: once by whoever opened the request, and again in the background for those
/// that were left without an answer, be it by the bank's silence or by a crash.
/// </summary>
public sealed class Clearing(Units units, GeneralLedger ledger, IBank bank, TimeProvider clock, ILogger<Clearing> log)
    : LeasedWork(units, clock, log)
{
    /// <summary>How long who opened a request has it to themselves.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    protected override string Name => "clearing";

    public BankRequestId NewRequest() => new(Clock.NewGuid());

    /// <summary>Writes down what the bank is about to be asked, in the unit that sets the money aside.</summary>
    public void Open(
        GraphDb db, BankRequestId id, BankDirection direction, Transaction transaction, Command command) =>
        db.BankRequests.Add(new BankRequest
        {
            Id = id,
            Direction = direction,
            TransactionId = transaction.Id,
            BankCardId = transaction.BankCardId!.Value,
            Amount = transaction.Amount,
            ActorId = command.Actor,
            Operation = command.Operation,
            Key = new RequestKey(command.Key),
            NextAttemptAt = Clock.UtcNow() + FirstRetry,
        });

    /// <summary>Money comes from and goes to one's own cards only.</summary>
    public static async Task<BankCard> CardOfAsync(GraphDb db, BankCardId id, UserId owner) =>
        await db.BankCards.SingleOrDefaultAsync(c => c.Id == id && c.UserId == owner)
        ?? throw new DomainException(new NotFoundError());

    /// <summary>
    /// Asks for what was just opened. Between the two transactions stands only the committed intent: whoever dies here is
    /// continued in the background.
    /// </summary>
    public async Task<Answer<TransactionId>> FinishAsync(Answer<TransactionId> opened, BankRequestId id)
    {
        if (opened.Replayed)
        {
            return opened;
        }

        return await AskAsync(id, CancellationToken.None) == BankOutcome.Declined
            ? throw new DomainException(new BankDeclinedError())
            : opened;
    }

    public async Task<BankOutcome> AskAsync(BankRequestId id, CancellationToken cancellationToken)
    {
        var order = await Units.ReadAsync(db => (
            from request in db.BankRequests
            join card in db.BankCards on request.BankCardId equals card.Id
            where request.Id == id
            select new BankOrder(request.Id, request.Direction, card.Token, request.Amount)).SingleAsync(cancellationToken));
        var outcome = await bank.MoveAsync(order, cancellationToken);
        return await Units.WriteAsync(db => RecordAsync(db, id, outcome), CancellationToken.None);
    }

    protected override async Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        var due = await Units.ReadAsync(db => db.BankRequests
            .Where(r => r.Status == BankRequestStatus.Open && r.NextAttemptAt <= now)
            .OrderBy(r => r.NextAttemptAt)
            .Select(r => r.Id)
            .Take(100)
            .ToListAsync(cancellationToken));
        return due.ConvertAll(request => (Func<Task>)(() => AskAgainAsync(request, cancellationToken)));
    }

    private async Task AskAgainAsync(BankRequestId request, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(request, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A bank's own time-out is a failure like any.
            await Units.WriteAsync(
                async db => await PostponeAsync(db, await db.BankRequests.SingleAsync(r => r.Id == request)),
                CancellationToken.None);
            throw;
        }
    }

    /// <summary>That this happens once is the work of the guard on the row, whoever else asks at the same time.</summary>
    private async Task<BankOutcome> RecordAsync(GraphDb db, BankRequestId id, BankOutcome outcome)
    {
        var request = await db.BankRequests.SingleAsync(r => r.Id == id);
        if (request.Status != BankRequestStatus.Open)
        {
            return request.Status == BankRequestStatus.Settled ? BankOutcome.Settled : BankOutcome.Declined;
        }

        if (outcome == BankOutcome.Unknown)
        {
            await PostponeAsync(db, request);
            await AnswerAsync(db, request);
            return outcome;
        }

        var status = outcome == BankOutcome.Settled ? BankRequestStatus.Settled : BankRequestStatus.Declined;
        var closed = await db.BankRequests
            .Where(r => r.Id == id && r.Status == BankRequestStatus.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status));
        if (closed == 0)
        {
            return outcome;
        }

        if (outcome == BankOutcome.Settled)
        {
            await ledger.PostHoldAsync(db, request.TransactionId);
            await AnswerAsync(db, request);
        }
        else
        {
            var refusal = new BankDeclinedError();
            await ledger.VoidHoldAsync(db, request.TransactionId, TransactionStatus.Declined, refusal.Message);
            await Idempotency.RefuseAsync(db, request.ActorId, request.Operation, request.Key, refusal);
        }

        return outcome;
    }

    private static Task AnswerAsync(GraphDb db, BankRequest request) =>
        Idempotency.AnswerAsync(db, request.ActorId, request.Operation, request.Key, request.TransactionId);

    /// <summary>Twice as long each time, up to ten minutes.</summary>
    private Task<int> PostponeAsync(GraphDb db, BankRequest request)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(request.Attempts, 10));
        var next = Clock.UtcNow() + (pause < LongestPause ? pause : LongestPause);
        return db.BankRequests.Where(r => r.Id == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Attempts, r => r.Attempts + 1)
            .SetProperty(r => r.NextAttemptAt, next));
    }
}
