using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Payments.Bank;

/// <summary>
/// Asks the bank, and records what it says: once by whoever opened the request, and again in the background for those
/// that were left without an answer, be it by the bank's silence or by a crash.
/// </summary>
public sealed partial class Clearing(Units units, GeneralLedger ledger, IBank bank, TimeProvider clock, ILogger<Clearing> log)
    : LeasedWork(units, clock, log)
{
    /// <summary>How long who opened a request has it to themselves.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);

    /// <summary>How long the bank is waited for; what it says later is heard when it is asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    protected override string Name => "clearing";

    public BankRequestId NewRequest() => new(Clock.NewGuid());

    /// <summary>Writes down what the bank is about to be asked, in the unit that sets the money aside.</summary>
    public void Open(
        GraphDb db, BankRequestId id, BankDirection direction, Transaction transaction, Command command) =>
        db.Set<BankRequest>().Add(new BankRequest
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

    /// <summary>Money comes from and goes to one's own cards only, and only while they stand accepted.</summary>
    public static async Task<BankCard> CardOfAsync(GraphDb db, BankCardId id, UserId owner) =>
        await db.Set<BankCard>().Where(BankCard.IsUsableBy(owner, db)).SingleOrDefaultAsync(c => c.Id == id)
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
            from request in db.Set<BankRequest>()
            join card in db.Set<BankCard>() on request.BankCardId equals card.Id
            where request.Id == id
            select new BankOrder(request.Id, request.Direction, card.Token, request.Amount)).SingleAsync(cancellationToken));
        var outcome = await TryMoveAsync(order, cancellationToken);
        return await Units.WriteAsync(db => RecordAsync(db, id, outcome), CancellationToken.None);
    }

    /// <summary>A bank that fails, or hangs, has said nothing: the money stays where it is until it does.</summary>
    private async Task<BankOutcome> TryMoveAsync(BankOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await bank.MoveAsync(order, cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogSilence(failure, order.RequestId);
            return BankOutcome.Unknown;
        }
    }

    protected override async Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        var due = await Units.ReadAsync(db => db.Set<BankRequest>()
            .Where(r => r.Status == BankRequestStatus.Open && r.NextAttemptAt <= now)
            .OrderBy(r => r.NextAttemptAt)
            .Select(r => r.Id)
            .Take(100)
            .ToListAsync(cancellationToken));
        return due.ConvertAll(request => (Func<Task>)(() => AskAgainAsync(request, cancellationToken)));
    }

    private async Task AskAgainAsync(BankRequestId request, CancellationToken cancellationToken)
    {
        // Before it is asked, so that a node that dies here, or waits, does not let the others ask at the same time.
        var until = Clock.UtcNow() + Patience + FirstPause;
        await Units.WriteAsync(
            db => db.Set<BankRequest>()
                .Where(r => r.Id == request)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.NextAttemptAt, until), cancellationToken),
            cancellationToken);
        await AskAsync(request, cancellationToken);
    }

    /// <summary>That this happens once is the work of the guard on the row, whoever else asks at the same time.</summary>
    private async Task<BankOutcome> RecordAsync(GraphDb db, BankRequestId id, BankOutcome outcome)
    {
        var request = await db.Set<BankRequest>().SingleAsync(r => r.Id == id);
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
        var closed = await db.Set<BankRequest>()
            .Where(r => r.Id == id && r.Status == BankRequestStatus.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status));
        if (closed == 0)
        {
            return outcome;
        }

        if (outcome == BankOutcome.Settled)
        {
            Require(await ledger.PostHoldAsync(db, request.TransactionId), request);
            await AnswerAsync(db, request);
        }
        else
        {
            var refusal = new BankDeclinedError();
            Require(await ledger.VoidHoldAsync(db, request.TransactionId, TransactionStatus.Declined, refusal.Message), request);
            await Idempotency.RefuseAsync(db, request.ActorId, request.Operation, request.Key, refusal);
        }

        return outcome;
    }

    private static void Require(bool isResolved, BankRequest request)
    {
        if (!isResolved)
        {
            throw new InvalidOperationException($"The hold of bank request {request.Id} was resolved by somebody else.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bank gave no answer to {Request}; it is asked again.")]
    private partial void LogSilence(Exception failure, BankRequestId request);

    private static Task AnswerAsync(GraphDb db, BankRequest request) =>
        Idempotency.AnswerAsync(db, request.ActorId, request.Operation, request.Key, request.TransactionId);

    /// <summary>Twice as long each time, up to ten minutes.</summary>
    private Task<int> PostponeAsync(GraphDb db, BankRequest request)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(request.Attempts, 10));
        var next = Clock.UtcNow() + (pause < LongestPause ? pause : LongestPause);
        return db.Set<BankRequest>().Where(r => r.Id == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Attempts, r => r.Attempts + 1)
            .SetProperty(r => r.NextAttemptAt, next));
    }
}
