using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Phones;

/// <summary>Forgets the number before the last change, once it cannot be taken back any more: it may be somebody else's by then.</summary>
public sealed class FormerPhones(Units units, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), UserId> Due = new((db, of) => db.Set<User>()
        .Where(u => u.PreviousPhone != null && u.PreviousPhoneUntil <= of.Now)
        .OrderBy(u => u.PreviousPhoneUntil)
        .Select(u => u.Id)
        .Take(of.Most));

    public string Name => "former phones";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(async db =>
    {
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == (UserId)id, cancellationToken);
        if (user.PreviousPhoneUntil <= clock.UtcNow())
        {
            user.ForgetPreviousPhone();
        }

        return true;
    }, cancellationToken);
}
