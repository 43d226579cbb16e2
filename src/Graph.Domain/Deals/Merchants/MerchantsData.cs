using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>The merchants that a user owns, for the copy of the user's data.</summary>
public sealed class MerchantsData : IPersonalData
{
    public string Name => "merchants";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<Merchant>().Where(m => m.OwnerId == user).OrderBy(m => m.OpenedAt).AsAsyncEnumerable())
        {
            yield return new
            {
                row.Handle, row.DisplayName, row.About, row.AvatarUrl, Category = row.Category.ToString(), row.LicenceNumber, row.OpenedAt,
            };
        }
    }
}

/// <summary>The merchants that a user follows, for the copy of the user's data.</summary>
public sealed class FollowedMerchantsData : IPersonalData
{
    public string Name => "followedMerchants";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from follower in db.Set<MerchantFollower>()
            join merchant in db.Set<Merchant>() on follower.MerchantId equals merchant.Id
            where follower.UserId == user
            orderby follower.Since
            select new { merchant.Handle, follower.Since };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return row;
        }
    }
}
