using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

/// <summary>Asks the bank again about requests that it has not answered.</summary>
public sealed class BankDeadline(Units units, BankMoves moves, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), BankRequestId> Due = new((db, of) => db.Set<BankRequest>()
        .Where(r => r.Status == BankRequestStatus.Open && r.NextAttemptAt <= of.Now)
        .OrderBy(r => r.NextAttemptAt)
        .Select(r => r.Id)
        .Take(of.Most));

    public string Name => "bank requests";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public async Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        // The next attempt is moved to a later time before the bank is asked. So other nodes do not ask at the same
        // time, and do not ask right away if this node crashes here.
        var request = (BankRequestId)id;
        var until = clock.UtcNow() + BankMoves.Patience + BankMoves.FirstPause;
        await units.WriteAsync(
            db => db.Set<BankRequest>()
                .Where(r => r.Id == request)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.NextAttemptAt, until), cancellationToken),
            cancellationToken);
        await moves.AskAsync(request, cancellationToken);
    }
}
