using Graph.Domain.Friendships;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Trust;

/// <summary>Gives, changes and ends promises to lend.</summary>
public sealed class TrustLines(Units units, TimeProvider clock)
{
    /// <summary>
    /// Sets the limit of the actor's promise to a friend; zero ends it, also for somebody who is no friend any more. Open loans
    /// stay as they are.
    /// </summary>
    public Task<TrustLineId> SetAsync(UserId actor, UserId receiver, Money limit, bool chains)
    {
        new Validation().Check(receiver != actor, "You cannot give a trust line to yourself.", "user").ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            var mine = db.Set<TrustLine>().Where(l => l.GiverId == actor && l.ReceiverId == receiver);
            if (limit.MinorUnits > 0)
            {
                await LendingPolicy.RequireAsync(db, actor, receiver, "user");
            }
            else
            {
                await Friends.LockAsync(db, actor, receiver);
            }

            var same = await mine.Where(l => l.CreditLimit == limit.MinorUnits && l.Chains == chains).Select(l => (TrustLineId?)l.Id).SingleOrDefaultAsync();
            if (same is { } unchanged)
            {
                return unchanged;
            }

            var now = clock.UtcNow();
            var changed = await mine.ExecuteUpdateAsync(set => set
                .SetProperty(l => l.CreditLimit, limit.MinorUnits)
                .SetProperty(l => l.Chains, chains)
                .SetProperty(l => l.UpdatedAt, l => l.CreditLimit == limit.MinorUnits ? l.UpdatedAt : now)
                .SetProperty(l => l.Shown, l => chains && limit.MinorUnits > 0 ? l.Shown : 0));
            return changed == 1
                ? await mine.Select(l => l.Id).SingleAsync()
                : limit.MinorUnits == 0
                    ? throw new DomainException(new NotFoundError("user"))
                    : Add(db, actor, receiver, limit, chains, now);
        });
    }

    private TrustLineId Add(GraphDb db, UserId actor, UserId receiver, Money limit, bool chains, DateTime now)
    {
        var id = clock.NewGuid();
        var line = new TrustLine
        {
            Id = new TrustLineId(id),
            GiverId = actor,
            ReceiverId = receiver,
            CreditLimit = limit.MinorUnits,
            Currency = limit.Currency,
            Chains = chains,
            UpdatedAt = now,
            Tiebreak = id.RandomPart(),
        };
        db.Set<TrustLine>().Add(line);
        return line.Id;
    }
}
