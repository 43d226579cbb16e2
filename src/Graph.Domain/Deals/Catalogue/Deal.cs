using System.Linq.Expressions;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Catalogue;

public readonly record struct DealId(Guid Value) : ITypedId<DealId>
{
    public static DealId From(Guid value) => new(value);
}

/// <summary>The kind of a deal.</summary>
public enum DealKind
{
    /// <summary>A voucher that is redeemed in a shop.</summary>
    Voucher = 0,

    /// <summary>
    /// An item for less than its list price. It is redeemed in a shop, or sent if the deal names no shop.
    /// </summary>
    Discount = 1,

    /// <summary>Like DISCOUNT, but with an even lower price when enough people buy together in time.</summary>
    GroupBuy = 2,
}

/// <summary>The status of a deal.</summary>
public enum DealStatus
{
    /// <summary>Not published yet. Only the merchant's staff can see it.</summary>
    Draft = 0,

    /// <summary>Published, and on sale from startsAt to endsAt.</summary>
    Live = 1,

    /// <summary>Taken off sale for now. `publishDeal` puts it back on sale.</summary>
    Paused = 2,

    /// <summary>Published, but nothing is left. A refund can bring pieces back.</summary>
    SoldOut = 3,

    /// <summary>The time of the deal is over.</summary>
    Ended = 4,
}

/// <summary>
/// The terms of a group buy: the number of buyers, the price for each, and the hours that the group has.
/// </summary>
public sealed record GroupTerms(int Size, Money Price, int Hours);

/// <summary>An offer for a limited time. Its terms never change, so every buyer gets what they saw.</summary>
public sealed class Deal
{
    public const int MaxImages = 9;
    public const int MaxStock = 1_000_000;
    public const int MaxPerUser = 100;
    public const int MaxGroup = 100;
    public const int MaxGroupHours = 168;
    public const int MaxShops = 100;

    /// <summary>The denominator of <see cref="Discount"/>.</summary>
    public const int Whole = 10_000;

    public DealId Id { get; private set; }

    public MerchantId MerchantId { get; private set; }

    public string Title { get; private set; } = "";

    /// <summary>The title in the form that searches use.</summary>
    public string SearchTitle { get; private set; } = "";

    public string? Description { get; private set; }

    public List<string> ImageUrls { get; private set; } = [];

    public DealKind Kind { get; private set; }

    public long Price { get; private set; }

    public long ListPrice { get; private set; }

    /// <summary>The discount from the list price, in ten thousandths of it.</summary>
    public long Discount { get; private set; }

    public long? GroupSize { get; private set; }

    public long? GroupPrice { get; private set; }

    public long? GroupHours { get; private set; }

    /// <summary>The reward for the user who shared the deal, for each completed order; zero for none.</summary>
    public long ShareReward { get; private set; }

    public Currency Currency { get; private set; }

    public RealNameLevel RequiredLevel { get; private set; }

    public long Stock { get; private set; }

    public long PerUserLimit { get; private set; }

    public DateTime StartsAt { get; private set; }

    public DateTime EndsAt { get; private set; }

    /// <summary>
    /// Whether the deal is redeemed in shops. If not, it is sent, and the buyer confirms the receipt.
    /// </summary>
    public bool IsRedeemed { get; private set; }

    /// <summary>The stored status. SOLD_OUT and ENDED are never stored; they follow from stock and time.</summary>
    public DealStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When the deal was published for the first time; null for a draft.</summary>
    public DateTime? PublishedAt { get; private set; }

    /// <summary>Breaks ties, so that every way of sorting deals has a fixed order.</summary>
    public long Tiebreak { get; private set; }

    public long Version { get; private set; }

    public GroupTerms? Group => GroupSize is { } size
        ? new GroupTerms((int)size, new Money(GroupPrice!.Value, Currency), (int)GroupHours!.Value)
        : null;

    public static Deal Draft(DealId id, DealTerms terms, DateTime now) => new()
    {
        Id = id,
        MerchantId = terms.Merchant,
        Title = terms.Title,
        SearchTitle = SearchForm.Of(terms.Title, SearchForm.MaxTitle),
        Description = terms.Description,
        ImageUrls = [.. terms.ImageUrls],
        Kind = terms.Kind,
        Price = terms.Price.MinorUnits,
        ListPrice = terms.ListPrice.MinorUnits,
        Discount = (terms.ListPrice.MinorUnits - terms.Price.MinorUnits) * Whole / terms.ListPrice.MinorUnits,
        GroupSize = terms.Group?.Size,
        GroupPrice = terms.Group?.Price.MinorUnits,
        GroupHours = terms.Group?.Hours,
        ShareReward = terms.ShareReward?.MinorUnits ?? 0,
        Currency = terms.Price.Currency,
        RequiredLevel = terms.RequiredLevel,
        Stock = terms.Stock,
        PerUserLimit = terms.PerUserLimit,
        StartsAt = terms.StartsAt,
        EndsAt = terms.EndsAt,
        IsRedeemed = terms.Shops.Count > 0,
        CreatedAt = now,
        Tiebreak = id.Value.RandomPart(),
    };

    public void Publish(DateTime now)
    {
        PublishedAt ??= now;
        Status = DealStatus.Live;
        Version++;
    }

    public void Pause()
    {
        Status = DealStatus.Paused;
        Version++;
    }

    /// <summary>
    /// Returns the actual status. A deal whose time is over has ended, and a live deal without stock is sold out.
    /// </summary>
    public DealStatus StatusAt(DateTime now, long remaining) => Status switch
    {
        DealStatus.Draft => DealStatus.Draft,
        _ when now >= EndsAt => DealStatus.Ended,
        DealStatus.Live when remaining <= 0 => DealStatus.SoldOut,
        var stored => stored,
    };

    /// <summary>
    /// Selects the deals that the viewer may see: all deals that were ever published, and drafts of merchants that the
    /// viewer works for.
    /// </summary>
    public static Expression<Func<Deal, bool>> VisibleTo(UserId? viewer, GraphDb db) => deal =>
        deal.PublishedAt != null
        || StaffPolicy.MerchantsOf(db, viewer).Any(m => m.Id == deal.MerchantId);
}

/// <summary>A shop in which a deal can be redeemed.</summary>
public sealed class DealShop
{
    public required DealId DealId { get; init; }

    public required ShopId ShopId { get; init; }
}

/// <summary>A user shared a deal with a friend. The friend may name the user when buying the deal.</summary>
public sealed class DealShare
{
    public required DealId DealId { get; init; }

    public required UserId SharerId { get; init; }

    public required UserId RecipientId { get; init; }

    public required DateTime At { get; init; }
}

internal sealed class DealConfiguration :
    IEntityTypeConfiguration<Deal>,
    IEntityTypeConfiguration<DealShop>,
    IEntityTypeConfiguration<DealShare>
{
    public void Configure(EntityTypeBuilder<Deal> deal)
    {
        deal.HasKey(d => d.Id);
        deal.Ignore(d => d.Group);
        deal.Property(d => d.Title).HasMaxLength(TextKind.Title.MaxUnits);
        deal.Property(d => d.SearchTitle).HasMaxLength(SearchForm.MaxTitle);
        deal.Property(d => d.Description).HasMaxLength(TextKind.Description.MaxUnits);
        deal.Property(d => d.ImageUrls).IsReadAsWhole();
        deal.Property(d => d.Version).IsConcurrencyToken();
        deal.HasOne<Merchant>().WithMany().HasForeignKey(d => d.MerchantId).OnDelete(DeleteBehavior.Restrict);

        // In the order of the lists: otherwise a page would sort all deals.
        deal.HasIndex(d => new { d.CreatedAt, d.Tiebreak }).IsDescending(true, false);
        deal.HasIndex(d => new { d.MerchantId, d.CreatedAt, d.Tiebreak }).IsDescending(false, true, false);
        deal.HasIndex(d => new { d.EndsAt, d.Tiebreak });
        deal.HasIndex(d => new { d.Price, d.Tiebreak });
        deal.HasIndex(d => new { d.Discount, d.Tiebreak });
        deal.ToTable(table =>
        {
            table.HasCheckConstraint("ck_deal_price", "price > 0 AND price <= list_price AND list_price <= 10000000000000");
            table.HasCheckConstraint("ck_deal_reward", "share_reward >= 0 AND share_reward < price");
            table.HasCheckConstraint("ck_deal_stock", "stock > 0 AND per_user_limit > 0");
            table.HasCheckConstraint("ck_deal_time", "starts_at < ends_at");
            table.HasCheckConstraint(
                "ck_deal_group",
                "(kind = 2 AND group_size >= 2 AND group_price > share_reward AND group_price < price AND group_hours > 0) "
                    + "OR (kind <> 2 AND group_size IS NULL AND group_price IS NULL AND group_hours IS NULL)");
        });
    }

    public void Configure(EntityTypeBuilder<DealShop> shop)
    {
        shop.HasKey(s => new { s.DealId, s.ShopId });
        shop.HasOne<Deal>().WithMany().HasForeignKey(s => s.DealId).OnDelete(DeleteBehavior.Restrict);
        shop.HasOne<Shop>().WithMany().HasForeignKey(s => s.ShopId).OnDelete(DeleteBehavior.Restrict);
        shop.HasIndex(s => s.ShopId);
    }

    public void Configure(EntityTypeBuilder<DealShare> share)
    {
        share.HasKey(s => new { s.DealId, s.RecipientId, s.SharerId });
        share.HasOne<Deal>().WithMany().HasForeignKey(s => s.DealId).OnDelete(DeleteBehavior.Restrict);
        share.HasOne<User>().WithMany().HasForeignKey(s => s.RecipientId).OnDelete(DeleteBehavior.Restrict);
        share.HasOne<User>().WithMany().HasForeignKey(s => s.SharerId).OnDelete(DeleteBehavior.Restrict);
        share.ToTable(table => table.HasCheckConstraint("ck_deal_share_two_people", "sharer_id <> recipient_id"));
    }
}
