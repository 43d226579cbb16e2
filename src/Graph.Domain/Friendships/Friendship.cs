using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Friendships;

public readonly record struct FriendshipId(Guid Value) : ITypedId<FriendshipId>
{
    public static FriendshipId From(Guid value) => new(value);
}

/// <summary>
/// One side of a friendship: the owner's notes about the friend, and what the owner shows to the friend. The other
/// side is a row of its own. Both begin and end together.
/// </summary>
public sealed class Friendship
{
    public const int MaxFriends = 5_000;
    public const int MaxTags = 10;

    public FriendshipId Id { get; private set; }

    public UserId OwnerId { get; private set; }

    public UserId FriendId { get; private set; }

    public DateTime Since { get; private set; }

    /// <summary>Puts friendships that began at the same moment in an order.</summary>
    public long Tiebreak { get; private set; }

    public string? Alias { get; private set; }

    /// <summary>The alias in the form that searches use.</summary>
    public string? SearchAlias { get; private set; }

    public List<string> Tags { get; private set; } = [];

    public bool ShowsRealName { get; private set; } = true;

    public static Friendship Begin(FriendshipId id, UserId owner, UserId friend, DateTime now) =>
        new() { Id = id, OwnerId = owner, FriendId = friend, Since = now, Tiebreak = id.Value.RandomPart() };

    public void Change(FriendChange change)
    {
        Alias = change.Alias is null ? Alias : change.Alias.Length == 0 ? null : change.Alias;
        SearchAlias = Alias is null ? null : SearchForm.Of(Alias);
        Tags = change.Tags is null ? Tags : [.. change.Tags.DistinctBy(tag => SearchForm.Of(tag))];
        ShowsRealName = change.ShowsRealName ?? ShowsRealName;
    }
}

/// <summary>
/// The changes to one's own side of a friendship. A null value leaves the field as it is; an empty alias clears it.
/// </summary>
public sealed record FriendChange(string? Alias, IReadOnlyList<string>? Tags, bool? ShowsRealName);

internal sealed class FriendshipConfiguration : IEntityTypeConfiguration<Friendship>
{
    public void Configure(EntityTypeBuilder<Friendship> friendship)
    {
        friendship.HasKey(f => f.Id);
        friendship.Property(f => f.Alias).HasMaxLength(TextKind.Alias.MaxUnits);
        friendship.Property(f => f.SearchAlias).HasMaxLength(SearchForm.MaxName);
        // Stored as JSON where the provider has no arrays. JSON needs six characters for each character that is not
        // ASCII.
        friendship.PrimitiveCollection(f => f.Tags).HasMaxLength(Friendship.MaxTags * (TextKind.Tag.MaxUnits * 6 + 3) + 2);
        friendship.HasOne<User>().WithMany().HasForeignKey(f => f.OwnerId).OnDelete(DeleteBehavior.Restrict);
        friendship.HasOne<User>().WithMany().HasForeignKey(f => f.FriendId).OnDelete(DeleteBehavior.Restrict);
        friendship.HasIndex(f => new { f.OwnerId, f.FriendId }).IsUnique();
        // The order of the list, with the friend in it: a page of friends reads the index and the friends.
        friendship.HasIndex(f => new { f.OwnerId, f.Since, f.Tiebreak, f.FriendId }).IsDescending(false, true, false, false);
        friendship.HasIndex(f => f.FriendId);
        friendship.ToTable(table => table.HasCheckConstraint("ck_friendship_two_people", "owner_id <> friend_id"));
    }
}
