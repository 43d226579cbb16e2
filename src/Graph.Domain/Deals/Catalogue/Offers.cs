using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>The terms of a deal: what the merchant offers, to whom, at which price, and for how long.</summary>
public sealed record DealTerms(MerchantId Merchant, string Title, DealKind Kind, Money Price, Money ListPrice, int Stock)
{
    public string? Description { get; init; }

    public IReadOnlyList<string> ImageUrls { get; init; } = [];

    public GroupTerms? Group { get; init; }

    public Money? ShareReward { get; init; }

    public RealNameLevel RequiredLevel { get; init; } = RealNameLevel.ClassI;

    public int PerUserLimit { get; init; } = 1;

    public required DateTime StartsAt { get; init; }

    public required DateTime EndsAt { get; init; }

    public IReadOnlyList<ShopId> Shops { get; init; } = [];
}

/// <summary>
/// Drafts, publishes and pauses deals for merchants. Shares deals.
/// </summary>
public sealed class Offers(Units units, TimeProvider clock)
{
    private const int MaxPublishedOfPersonalShop = 5;
    private const int MaxStockOfPersonalShop = 200;
    private const int MaxAtOnce = 100;

    private static readonly Money MaxPriceOfPersonalShop = Money.Yuan(1_000);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public Task<DealId> DraftAsync(UserId actor, DealTerms terms)
    {
        terms = Validated(terms);
        return units.WriteAsync(async db =>
        {
            var merchant = await StaffPolicy.StaffedAsync(db, actor, terms.Merchant, "merchant");
            var isPersonal = merchant.Category == MerchantCategory.PersonalShop;
            new Validation()
                .Check(!isPersonal || terms.ListPrice <= MaxPriceOfPersonalShop,
                    "The list price of a personal shop is at most ¥1,000.", "listPrice", "amount")
                .Check(!isPersonal || terms.Stock <= MaxStockOfPersonalShop, "A personal shop sells at most 200 pieces of a deal.", "stock")
                .ThrowIfAny();
            var known = await db.Set<Shop>()
                .Where(s => s.MerchantId == merchant.Id && terms.Shops.Contains(s.Id))
                .Select(s => s.Id)
                .ToListAsync();
            if (terms.Shops.Index().FirstOrDefault(shop => !known.Contains(shop.Item), (-1, default)) is (>= 0 and var unknown, _))
            {
                throw new DomainException(new NotFoundError("shops", $"{unknown}"));
            }

            var deal = Deal.Draft(new DealId(clock.NewGuid()), terms, clock.UtcNow());
            db.Set<Deal>().Add(deal);
            db.Set<DealShop>().AddRange(terms.Shops.Select(shop => new DealShop { DealId = deal.Id, ShopId = shop }));
            db.Set<StockPart>().AddRange(Stock.Parts(deal.Id, deal.Stock));
            return deal.Id;
        });
    }

    /// <summary>Puts a draft or a paused deal on sale. Repeating this changes nothing.</summary>
    public Task<DealId> PublishAsync(UserId actor, DealId id) => units.WriteAsync(async db =>
    {
        var (deal, merchant) = await OfStaffAsync(db, actor, id);
        var now = clock.UtcNow();
        if (deal.Status == DealStatus.Live && now < deal.EndsAt)
        {
            return id;
        }

        await Restrictions.RequireActiveAsync(db, actor, now);

        if (deal.StatusAt(now, remaining: 1) is not (DealStatus.Draft or DealStatus.Paused) || now >= deal.EndsAt)
        {
            throw new DomainException(new DealStatusError(DealStatus.Ended));
        }

        if (merchant.Category == MerchantCategory.PersonalShop)
        {
            await PersonOf.LockAsync(db, merchant.OwnerId);
            MerchantRegister.Require(
                await db.Set<Deal>().CountAsync(d => d.Id != id && d.Status == DealStatus.Live && d.EndsAt > now
                    && Owners.MerchantsOf(db, merchant.OwnerId).Any(m => m.Id == d.MerchantId && m.Category == MerchantCategory.PersonalShop))
                    < MaxPublishedOfPersonalShop,
                MaxPublishedOfPersonalShop);
        }

        // Locks the owner's row first. So if the owner is losing the level at this moment, this waits and then sees
        // it.
        await db.LockAsync(db.Set<User>().Where(u => u.Id == merchant.OwnerId));
        if (!await db.Set<User>().AnyAsync(u => u.Id == merchant.OwnerId && u.Level >= RealNameLevel.ClassIII && u.ClosedAt == null))
        {
            throw new DomainException(new OwnerLevelError());
        }

        var isNew = deal.PublishedAt is null;
        deal.Publish(now);
        db.Touch(DealTopics.Deal(id));
        if (isNew)
        {
            db.Raise(new DealPublished(deal, actor, now));
        }

        return id;
    });

    /// <summary>Takes a deal off sale. Existing orders stay valid. Repeating this changes nothing.</summary>
    public Task<DealId> PauseAsync(UserId actor, DealId id) => units.WriteAsync(async db =>
    {
        var (deal, _) = await OfStaffAsync(db, actor, id);
        if (deal.StatusAt(clock.UtcNow(), remaining: 1) is not (DealStatus.Live or DealStatus.Paused) and var status)
        {
            throw new DomainException(new DealStatusError(status));
        }

        deal.Pause();
        db.Touch(DealTopics.Deal(id));
        return id;
    });

    /// <summary>Shares a deal with friends, who may then name the user who shared it when they buy it.</summary>
    public Task<DealId> ShareAsync(UserId actor, DealId id, IReadOnlyList<UserId> friends, string? message)
    {
        var check = new Validation();
        message = check.Words(TextKind.ShortMessage, message, "message");
        check
            .Check(friends.Count is > 0 and <= MaxAtOnce && friends.Distinct().Count() == friends.Count,
                "Choose 1 to 100 friends, each of them once.", "friends")
            .Check(!friends.Contains(actor), "You cannot share a deal with yourself.", "friends")
            .ThrowIfAny();
        return units.WriteAsync(db => ShareAsync(db, actor, id, friends, message));
    }

    private async Task<DealId> ShareAsync(
        GraphDb db, UserId actor, DealId id, IReadOnlyList<UserId> friends, string? message)
    {
        await db.LockOpenAccountAsync(actor);
        var now = clock.UtcNow();
        if (!await db.Set<Deal>().AnyAsync(d => d.Id == id && d.PublishedAt != null))
        {
            throw new DomainException(new NotFoundError("deal"));
        }

        await FriendPolicy.RequireAsync(db, actor, friends, index => ["friends", $"{index}"]);

        var known = await db.Set<DealShare>()
            .Where(s => s.DealId == id && s.SharerId == actor && friends.Contains(s.RecipientId))
            .Select(s => s.RecipientId)
            .ToListAsync();
        UserId[] others = [.. friends.Except(known)];
        db.Set<DealShare>().AddRange(others.Select(friend =>
            new DealShare { DealId = id, SharerId = actor, RecipientId = friend, At = now }));
        if (others.Length > 0)
        {
            db.Raise(new DealShared(id, actor, others, message, now));
        }

        return id;
    }

    private static async Task<(Deal Deal, Merchant Merchant)> OfStaffAsync(GraphDb db, UserId actor, DealId id)
    {
        var deal = await db.Set<Deal>().AsTracking().SingleOrDefaultAsync(d => d.Id == id);
        return deal is null
            ? throw new DomainException(new NotFoundError("deal"))
            : (deal, await StaffPolicy.StaffedAsync(db, actor, deal.MerchantId, "deal"));
    }

    private DealTerms Validated(DealTerms terms)
    {
        var now = clock.UtcNow();
        var isGroup = terms.Kind == DealKind.GroupBuy;
        var check = new Validation();
        terms = terms with
        {
            Title = check.Text(TextKind.Title, terms.Title, "title"),
            Description = check.Words(TextKind.Description, terms.Description, "description"),
            ImageUrls = [.. terms.ImageUrls.Select(url => Pasted.WebAddress(url) ?? "")],
        };
        check
            .Check(terms.ImageUrls.Count <= Deal.MaxImages && !terms.ImageUrls.Contains(""),
                "A deal has at most 9 pictures; each address begins with https://, names a public host and has at most 500 characters.", "imageUrls")
            .Check(terms.Price <= terms.ListPrice, "The price must not exceed the list price.", "price", "amount")
            .Check(terms.Stock is > 0 and <= Deal.MaxStock, "The stock is 1 to 1,000,000 pieces.", "stock")
            .Check(terms.PerUserLimit is > 0 and <= Deal.MaxPerUser, "One person may buy 1 to 100 pieces.", "perUserLimit")
            .Check(terms.ShareReward is null || terms.ShareReward < terms.Price,
                "The reward must be less than the price.", "shareReward", "amount")
            .Check(terms.StartsAt < terms.EndsAt, "A deal must end after it starts.", "endsAt")
            .Check(terms.EndsAt > now, "A deal must end in the future.", "endsAt")
            .Check(terms.EndsAt <= now + Longest, "A deal must end within a year.", "endsAt")
            .Check(terms.RequiredLevel > RealNameLevel.None,
                "The level must be at least CLASS_I, because every payment needs it.", "requiredLevel")
            .Check(terms.Shops.Count <= Deal.MaxShops && terms.Shops.Distinct().Count() == terms.Shops.Count,
                "A deal names at most 100 shops, each of them once.", "shops")
            .Check(terms.Kind != DealKind.Voucher || terms.Shops.Count > 0,
                "A voucher must name the shops that redeem it.", "shops")
            .Check(isGroup == terms.Group is not null,
                "GROUP_BUY needs group terms; other kinds cannot have them.", "groupBuy")
            .Check(terms.Group is null or { Size: >= 2 and <= Deal.MaxGroup }, "A group has 2 to 100 buyers.", "groupBuy", "size")
            .Check(terms.Group is null or { Hours: >= 1 and <= Deal.MaxGroupHours },
                "A group is open for 1 to 168 hours.", "groupBuy", "hours")
            .Check(terms.Group is null || terms.Group.Price < terms.Price,
                "The group price must be less than the price.", "groupBuy", "price", "amount")
            .Check(terms.Group is null || terms.ShareReward is null || terms.ShareReward < terms.Group.Price,
                "The reward must be less than the group price.", "shareReward", "amount")
            .Check(terms.Group is null || terms.Group.Size <= terms.Stock,
                "The stock must be enough for one group.", "stock")
            .ThrowIfAny();
        return terms;
    }
}
