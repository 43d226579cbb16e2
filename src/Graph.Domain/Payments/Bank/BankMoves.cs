using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.BankCards;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Payments.Bank;

/// <summary>
/// Moves money between this system and a bank: top-ups, withdrawals and settlements. First the bank request and the
/// hold are committed, then the bank is asked, then its answer is recorded. If the bank does not answer, or this
/// process crashes, <see cref="BankDeadline"/> asks the bank again.
/// </summary>
public sealed partial class BankMoves(
    Units units, Idempotency idempotency, GeneralLedger ledger, IBank bank, TimeProvider clock, ILogger<BankMoves> log)
{
    /// <summary>The time after opening a request in which only the request itself asks the bank.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);

    /// <summary>How long to wait for the bank. A later answer is received when the bank is asked again.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <param name="command">The request.</param>
    /// <param name="confirm">Runs before anything is written, and may refuse; null for none.</param>
    /// <param name="plan">Returns the movement, inside the unit that holds the request's key.</param>
    /// <param name="cancellationToken">Cancels the request before the bank request is committed.</param>
    public async Task<Answer<TransactionId>> MoveAsync(
        Command command, Func<Task>? confirm, Func<GraphDb, Task<BankMove>> plan, CancellationToken cancellationToken)
    {
        var id = new BankRequestId(clock.NewGuid());
        var opened = await idempotency.RunAsync(
            command,
            confirm,
            async db => await OpenAsync(db, id, await plan(db), command),
            staysOpen: true,
            cancellationToken);
        if (opened.Replayed)
        {
            return opened;
        }

        // From here on, only the committed bank request matters: if this process crashes now, another one continues.
        return await AskAsync(id, CancellationToken.None) == BankOutcome.Declined
            ? throw new DomainException(new BankDeclinedError(opened.Value))
            : opened;
    }

    /// <summary>Asks the bank with the request's own id, and records the answer.</summary>
    internal async Task<BankOutcome> AskAsync(BankRequestId id, CancellationToken cancellationToken)
    {
        var order = await units.ReadAsync(db => (
            from request in db.Set<BankRequest>()
            join card in db.Set<BankCard>() on request.BankCardId equals card.Id
            where request.Id == id
            select new BankOrder(request.Id, request.Direction, card.Token, request.Amount)).SingleAsync(cancellationToken));
        return await RecordAsync(id, await TryMoveAsync(order, cancellationToken));
    }

    /// <summary>
    /// Records what the bank says, and returns the answer that counts. If the bank said the opposite before, that stays
    /// the answer: the contradiction is noted, and somebody is called.
    /// </summary>
    private async Task<BankOutcome> RecordAsync(BankRequestId id, BankOutcome outcome)
    {
        var (counts, isNew) = await units.WriteAsync(async db =>
        {
            var recorded = await RecordAsync(db, id, outcome);
            return (recorded, outcome != BankOutcome.Unknown && outcome != recorded && await Contradictions.NoteAsync(db, id, clock.UtcNow()));
        });
        if (isNew)
        {
            LogContradiction(id, outcome, counts);
        }

        return counts;
    }

    private async Task<TransactionId> OpenAsync(GraphDb db, BankRequestId id, BankMove move, Command command)
    {
        var comesIn = move.Direction == BankDirection.FromCard;
        var card = await move.UsableCardAsync(db, command.Actor, clock.UtcNow());
        var (debit, credit) = comesIn ? (Account.BankId, move.Account) : (move.Account, Account.BankId);
        var transaction = await ledger.HoldAsync(
            db,
            new Movement(move.Kind, debit, credit, move.Amount, command.Actor)
            {
                Payer = comesIn ? null : move.Owner,
                Payee = comesIn ? move.Owner : null,
                Business = move.Business,
                BankCard = card.Id,
                Cause = command,
            },
            expiresAt: null,

            // The card may have been removed, or the account restricted, while this waited for the wallet.
            onceLocked: async () =>
            {
                await move.UsableCardAsync(db, command.Actor, clock.UtcNow());
                return null;
            });
        await move.Confirmed.UseAsync(db, command.Actor, command.Operation, command.Key, move.Amount, clock.UtcNow());
        db.Set<BankRequest>().Add(new BankRequest
        {
            Id = id,
            Direction = move.Direction,
            TransactionId = transaction.Id,
            BankCardId = card.Id,
            Amount = transaction.Amount,
            ActorId = command.Actor,
            Operation = command.Operation,
            Key = new RequestKey(command.Key),
            NextAttemptAt = clock.UtcNow() + FirstRetry,
        });
        return transaction.Id;
    }

    /// <summary>
    /// Asks the bank. A bank that fails or does not answer in time gave no answer; the money stays where it is until
    /// it does.
    /// </summary>
    private async Task<BankOutcome> TryMoveAsync(BankOrder order, CancellationToken cancellationToken)
    {
        Task<BankOutcome>? answer = null;
        try
        {
            answer = bank.MoveAsync(order, cancellationToken);
            return await answer.WaitAsync(Patience, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogSilence(failure, order.RequestId);
            if (answer is { IsCompleted: false })
            {
                _ = HearLateAsync(order.RequestId, answer);
            }

            return BankOutcome.Unknown;
        }
    }

    /// <summary>
    /// Records an answer that nobody waits for any more. Nothing is lost when it fails or this process ends, because
    /// the bank is asked again; but an answer that is heard may contradict another one.
    /// </summary>
    private async Task HearLateAsync(BankRequestId id, Task<BankOutcome> answer)
    {
        try
        {
            var outcome = await answer;
            if (outcome != BankOutcome.Unknown)
            {
                await RecordAsync(id, outcome);
            }
        }
        catch (Exception failure)
        {
            LogLate(failure, id);
        }
    }

    /// <summary>
    /// Records an answer only once, even if several nodes ask at the same time. The transition of the row makes sure
    /// of that.
    /// </summary>
    private async Task<BankOutcome> RecordAsync(GraphDb db, BankRequestId id, BankOutcome outcome)
    {
        var request = await db.Set<BankRequest>().SingleAsync(r => r.Id == id);
        if (request.Status != BankRequestStatus.Open)
        {
            return OutcomeOf(request.Status);
        }

        if (outcome == BankOutcome.Unknown)
        {
            await PostponeAsync(db, request);
            await AnswerAsync(db, request);
            return outcome;
        }

        var status = outcome == BankOutcome.Settled ? BankRequestStatus.Settled : BankRequestStatus.Declined;
        if (!await db.Set<BankRequest>().Where(r => r.Id == id)
            .TransitionAsync(r => r.Status, from: BankRequestStatus.Open, to: status))
        {
            return OutcomeOf(await db.Set<BankRequest>().Where(r => r.Id == id).Select(r => r.Status).SingleAsync());
        }

        if (outcome == BankOutcome.Settled)
        {
            Require(await ledger.PostHoldAsync(db, request.TransactionId), request);
            await AnswerAsync(db, request);
        }
        else
        {
            var refusal = new BankDeclinedError(request.TransactionId);
            Require(await ledger.VoidHoldAsync(db, request.TransactionId, TransactionStatus.Declined, refusal.Message), request);
            await Idempotency.RefuseAsync(db, request.ActorId, request.Operation, request.Key, refusal);
        }

        return outcome;
    }

    private static BankOutcome OutcomeOf(BankRequestStatus closed) =>
        closed == BankRequestStatus.Settled ? BankOutcome.Settled : BankOutcome.Declined;

    private static void Require(bool isResolved, BankRequest request)
    {
        if (!isResolved)
        {
            throw new InvalidOperationException($"The hold of bank request {request.Id} was already resolved.");
        }
    }

    private static Task AnswerAsync(GraphDb db, BankRequest request) =>
        Idempotency.AnswerAsync(db, request.ActorId, request.Operation, request.Key, request.TransactionId);

    /// <summary>Schedules the next attempt. The pause doubles each time, up to ten minutes.</summary>
    private Task<int> PostponeAsync(GraphDb db, BankRequest request)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(request.Attempts, 10));
        var next = clock.UtcNow() + (pause < LongestPause ? pause : LongestPause);
        return db.Set<BankRequest>().Where(r => r.Id == request.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Attempts, r => r.Attempts + 1)
            .SetProperty(r => r.NextAttemptAt, next));
    }

    [LoggerMessage(LogLevel.Warning, "The bank did not answer {Request}; it will be asked again.")]
    private partial void LogSilence(Exception failure, BankRequestId request);

    [LoggerMessage(LogLevel.Warning, "A late answer to {Request} was not recorded; the bank will be asked again.")]
    private partial void LogLate(Exception failure, BankRequestId request);

    [LoggerMessage(LogLevel.Critical,
        "The bank says {Said} to {Request}, which was recorded as {Recorded}. No money was moved; an operator must ask the bank (docs/operations.md).")]
    private partial void LogContradiction(BankRequestId request, BankOutcome said, BankOutcome recorded);
}
