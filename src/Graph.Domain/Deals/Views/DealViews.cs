using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Views;

/// <summary>
/// Counts views of deals for insights. Anybody may send them, so they must not stand in the way of payments: they are
/// collected in memory and written in small units (see <see cref="DealViewWriter"/>). Views that were not written yet
/// are lost when the process dies.
/// </summary>
public sealed class DealViews(Units units, KeyedHash hash, TimeProvider clock, ViewLimits limits)
{
    private const int MaxAtOnce = 100;

    private readonly ViewAllowance _allowance = new(limits, clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<DealViewId, Viewed> _waiting = [];

    /// <summary>
    /// Counts that a viewer saw deals. A deal counts once for each viewer and day in Shanghai. Drafts, and views by the
    /// merchant's own staff, are not counted.
    /// </summary>
    /// <param name="viewer">The user; null when nobody is signed in. Then the address is the viewer.</param>
    /// <param name="address">The network address of the caller, if it is known.</param>
    /// <param name="deals">1 to 100 deals.</param>
    /// <returns>
    /// How many of the deals may be counted for the viewer, whether or not they were before: others behind an address must not learn what
    /// was looked at there.
    /// </returns>
    public async Task<int> RecordAsync(UserId? viewer, string? address, IReadOnlyCollection<DealId> deals)
    {
        new Validation().Check(deals.Count is > 0 and <= MaxAtOnce, "Send 1 to 100 deals at a time.", "deals").ThrowIfAny();
        var network = Network.Of(address);
        _allowance.Take(network, deals.Count);
        var name = viewer is { } user ? $"user {user.Value:N}" : $"address {network}";
        var date = BusinessCalendar.DateOf(clock.UtcNow());
        var ids = deals.Distinct().ToDictionary(deal => deal, deal => DealViewId.Of(hash, deal, name, date));
        var shown = ids.Keys.ToArray();
        var seen = await units.ReadAsync(db => db.Set<Deal>()
            .Where(d => shown.Contains(d.Id) && d.PublishedAt != null)
            .Where(d => !StaffPolicy.MerchantsOf(db, viewer).Any(m => m.Id == d.MerchantId))
            .Select(d => new { d.Id, d.MerchantId })
            .ToListAsync());
        var views = WithoutWaiting(ids);
        var written = views.Length == 0 ? [] : await units.ReadAsync(db => db.Set<DealView>()
            .Where(v => views.Contains(v.Id))
            .Select(v => v.Id)
            .ToHashSetAsync());
        Keep(seen
            .Select(deal => new Viewed(ids[deal.Id], deal.Id, deal.MerchantId, date))
            .Where(view => !written.Contains(view.Id)));
        return seen.Count;
    }

    /// <summary>Some of the views that wait, those of one deal together.</summary>
    internal IReadOnlyList<Viewed> Waiting(int most)
    {
        lock (_gate)
        {
            return [.. _waiting.Values.GroupBy(view => view.Deal).SelectMany(deal => deal).Take(most)];
        }
    }

    internal void Forget(IEnumerable<Viewed> written)
    {
        lock (_gate)
        {
            foreach (var view in written)
            {
                _waiting.Remove(view.Id);
            }
        }
    }

    private DealViewId[] WithoutWaiting(Dictionary<DealId, DealViewId> ids)
    {
        lock (_gate)
        {
            return [.. ids.Values.Where(view => !_waiting.ContainsKey(view))];
        }
    }

    private void Keep(IEnumerable<Viewed> views)
    {
        lock (_gate)
        {
            foreach (var view in views.TakeWhile(_ => _waiting.Count < limits.MaxWaiting))
            {
                _waiting.TryAdd(view.Id, view);
            }
        }
    }

    internal sealed record Viewed(DealViewId Id, DealId Deal, MerchantId Merchant, DateOnly Date);
}
