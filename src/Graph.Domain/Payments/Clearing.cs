using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Payments;

/// <summary>
/// Asks the bank, and records what it says: once by whoever opened the request, and again in the background for those
/// that were left without an answer, be it by the bank's silence or by a crash.
/// </summary>
public sealed partial class Clearing(Units units, GeneralLedger ledger, IBank bank, TimeProvider clock, ILogger<Clearing> log)
    : BackgroundService
{
    /// <summary>How long who opened a request has it to themselves.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    public async Task<BankOutcome> AskAsync(BankRequestId id, CancellationToken cancellationToken)
    {
        var debit = await units.ReadAsync(db => (
            from request in db.BankRequests
            join card in db.BankCards on request.BankCardId equals card.Id
            where request.Id == id
            select new BankDebit(request.Id, card.Token, request.Amount)).SingleAsync(cancellationToken));
        var outcome = await bank.DebitCardAsync(debit, cancellationToken);
        return await units.WriteAsync(db => RecordAsync(db, id, outcome), CancellationToken.None);
    }

    /// <summary>Takes up every request whose time has come. Returns how many.</summary>
    public async Task<int> RetryAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        var due = await units.ReadAsync(db => db.BankRequests
            .Where(r => r.Status == BankRequestStatus.Open && r.NextAttemptAt <= now)
            .OrderBy(r => r.NextAttemptAt)
            .Select(r => r.Id)
            .Take(100)
            .ToListAsync(cancellationToken));
        foreach (var request in due)
        {
            try
            {
                await AskAsync(request, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // One that fails does not stand in the way of the others; a bank's own time-out is a failure like any.
                LogFailure(failure);
                await PostponeAsync(request);
            }
        }

        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RetryAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(failure);
            }
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

    private Task<int> PostponeAsync(BankRequestId id) => units.WriteAsync(
        async db => await PostponeAsync(db, await db.BankRequests.SingleAsync(r => r.Id == id)), CancellationToken.None);

    /// <summary>Twice as long each time, up to ten minutes.</summary>
    private Task<int> PostponeAsync(GraphDb db, BankRequest request)
    {
        var pause = Interval * Math.Pow(2, Math.Min(request.Attempts, 10));
        var next = clock.UtcNow() + (pause < LongestPause ? pause : LongestPause);
        return db.BankRequests.Where(r => r.Id == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Attempts, r => r.Attempts + 1)
            .SetProperty(r => r.NextAttemptAt, next));
    }

    [LoggerMessage(LogLevel.Error, "Asking the bank again failed; the next round tries once more.")]
    private partial void LogFailure(Exception failure);
}
