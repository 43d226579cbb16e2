using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>
/// Pauses the deals of a user's merchants when the user loses CLASS_III. Existing orders stay valid, and are redeemed
/// and paid out. When the user has the level again, `publishDeal` puts the deals back on sale.
/// </summary>
public sealed class DealsEnd : ILevelLoss
{
    public async Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now)
    {
        if (level >= RealNameLevel.ClassIII)
        {
            return;
        }

        var live = db.Set<Deal>()
            .Where(d => d.Status == DealStatus.Live && db.Set<Merchant>().Any(m => m.Id == d.MerchantId && m.OwnerId == user));
        foreach (var deal in await live.Select(d => d.Id).ToListAsync())
        {
            db.Touch(DealTopics.Deal(deal));
        }

        await live.ExecuteUpdateAsync(set => set
                .SetProperty(d => d.Status, DealStatus.Paused)
                .SetProperty(d => d.Version, d => d.Version + 1));
    }
}
