using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Merchants;

public readonly record struct MerchantId(Guid Value) : ITypedId<MerchantId>
{
    public static MerchantId From(Guid value) => new(value);
}

/// <summary>The category of a merchant's business.</summary>
public enum MerchantCategory
{
    /// <summary>Restaurants, cafés and groceries.</summary>
    Food = 0,

    /// <summary>Shops that sell goods.</summary>
    Retail = 1,

    /// <summary>Journeys, hotels and tickets.</summary>
    Travel = 2,

    /// <summary>Cinemas, games and shows.</summary>
    Entertainment = 3,

    /// <summary>Hairdressers, repairs and cleaning.</summary>
    Services = 4,

    /// <summary>Courses and schools.</summary>
    Education = 5,

    /// <summary>Gyms, doctors and care.</summary>
    Health = 6,

    /// <summary>A person who sells without a licence, within lower limits.</summary>
    PersonalShop = 7,
}

/// <summary>
/// A business that sells deals. A person at CLASS_III opens it. Its staff are the members of its settlement account.
/// </summary>
public sealed class Merchant : ISortedByName
{
    public const int MaxStaff = 50;
    public const int MaxPerPerson = 5;

    public MerchantId Id { get; private set; }

    public string Handle { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    /// <summary>The display name in the form that searches use.</summary>
    public string SearchName { get; private set; } = "";

    /// <summary>The place of the display name in lists that are in the order of names.</summary>
    public SortKey SortName { get; private set; }

    static string ISortedByName.NameProperty => nameof(DisplayName);

    static string ISortedByName.UniqueProperty => nameof(Handle);

    public string? AvatarUrl { get; private set; }

    public string? About { get; private set; }

    public MerchantCategory Category { get; private set; }

    /// <summary>The unified social credit code; null for a personal shop.</summary>
    public string? LicenceNumber { get; private set; }

    public UserId OwnerId { get; private set; }

    /// <summary>The settlement account, which receives the merchant's money.</summary>
    public AccountId SettlementId { get; private set; }

    /// <summary>The number of followers. It is updated in the transaction that begins or ends following.</summary>
    public long FollowerCount { get; private set; }

    public DateTime OpenedAt { get; private set; }

    public long Version { get; private set; }

    public static Merchant Open(MerchantId id, MerchantOpening opening, AccountId settlement, DateTime now) => new()
    {
        Id = id,
        Handle = opening.Handle,
        DisplayName = opening.DisplayName,
        SearchName = SearchForm.Of(opening.DisplayName),
        SortName = SortKey.Of(opening.DisplayName),
        Category = opening.Category,
        LicenceNumber = opening.LicenceNumber,
        OwnerId = opening.Owner,
        SettlementId = settlement,
        OpenedAt = now,
    };

    /// <summary>Changes the profile. A null value leaves a field as it is; an empty text clears it.</summary>
    public void Change(string? displayName, string? avatarUrl, string? about)
    {
        DisplayName = displayName ?? DisplayName;
        (SearchName, SortName) = (SearchForm.Of(DisplayName), SortKey.Of(DisplayName));
        AvatarUrl = Cleared(avatarUrl ?? AvatarUrl);
        About = Cleared(about ?? About);
        Version++;
    }

    /// <summary>Erases what a personal shop says of its owner, whose data is erased. The handle stays, so that nobody else gets it.</summary>
    public void Erase() => Change(User.Pseudonym, avatarUrl: "", about: "");

    private static string? Cleared(string? text) => text is "" ? null : text;
}

/// <summary>A user who follows a merchant, and sees its new deals in the feed.</summary>
public sealed class MerchantFollower
{
    public required MerchantId MerchantId { get; init; }

    public required UserId UserId { get; init; }

    public required DateTime Since { get; init; }
}

internal sealed class MerchantConfiguration : IEntityTypeConfiguration<Merchant>, IEntityTypeConfiguration<MerchantFollower>
{
    public void Configure(EntityTypeBuilder<Merchant> merchant)
    {
        merchant.HasKey(m => m.Id);
        merchant.Property(m => m.Handle).HasMaxLength(UserNames.MaxHandle);
        merchant.Property(m => m.DisplayName).HasMaxLength(TextKind.DisplayName.MaxUnits);
        merchant.Property(m => m.SearchName).HasMaxLength(SearchForm.MaxName);
        merchant.Property(m => m.AvatarUrl).HasMaxLength(Pasted.MaxUrl);
        merchant.Property(m => m.About).HasMaxLength(TextKind.About.MaxUnits);
        merchant.Property(m => m.LicenceNumber).HasMaxLength(Licence.Length);
        merchant.Property(m => m.Version).IsConcurrencyToken();
        merchant.HasOne<User>().WithMany().HasForeignKey(m => m.OwnerId).OnDelete(DeleteBehavior.Restrict);
        merchant.HasOne<Account>().WithMany().HasForeignKey(m => m.SettlementId).OnDelete(DeleteBehavior.Restrict);
        merchant.HasIndex(m => m.Handle).IsUnique();
        merchant.HasIndex(m => new { m.SortName, m.Handle });
        merchant.HasIndex(m => m.SettlementId).IsUnique();
        merchant.HasIndex(m => m.OwnerId, "IX_merchant_owner_id");
        merchant.HasIndex(m => m.OwnerId).IsUnique().HasFilter("category = 7").HasDatabaseName("ux_merchant_personal_shop");
        merchant.ToTable(table =>
        {
            table.HasCheckConstraint("ck_merchant_licence", "(category = 7 AND licence_number IS NULL) OR (category <> 7 AND licence_number IS NOT NULL)");
            table.HasCheckConstraint("ck_merchant_follower_count", "follower_count >= 0");
        });
    }

    public void Configure(EntityTypeBuilder<MerchantFollower> follower)
    {
        follower.HasKey(f => new { f.MerchantId, f.UserId });
        follower.HasOne<Merchant>().WithMany().HasForeignKey(f => f.MerchantId).OnDelete(DeleteBehavior.Restrict);
        follower.HasOne<User>().WithMany().HasForeignKey(f => f.UserId).OnDelete(DeleteBehavior.Restrict);
        follower.HasIndex(f => new { f.UserId, f.Since });
    }
}
