using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Friendships;

/// <summary>
/// One side of a blocking: whom its owner does not see. There is a row for each of the two, whoever of them wanted it, so
/// that both are hidden from each other by the same look at the same index.
/// </summary>
public sealed class Block
{
    public UserId OwnerId { get; private set; }

    public UserId OtherId { get; private set; }

    /// <summary>Whether the owner wanted it; else only the other did, and the owner is not told.</summary>
    public bool ByOwner { get; private set; }

    public DateTime Since { get; private set; }

    public static Block Between(UserId owner, UserId other, DateTime now) =>
        new() { OwnerId = owner, OtherId = other, Since = now };

    /// <summary>Again changes nothing: the first time counts.</summary>
    public void Want(DateTime now)
    {
        Since = ByOwner ? Since : now;
        ByOwner = true;
    }

    public void Unwant() => ByOwner = false;

    /// <summary>Whom a viewer may see: everybody but those whom one of the two has blocked.</summary>
    public static Expression<Func<User, bool>> Spares(UserId viewer, GraphDb db) => user =>
        !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == user.Id);
}

/// <summary>Everybody, as somebody may see them: the one place where people are looked for.</summary>
public static class VisibleUsers
{
    public static IQueryable<User> UsersFor(this GraphDb db, UserId viewer) => db.Set<User>().Where(Block.Spares(viewer, db));
}

internal sealed class BlockConfiguration : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> block)
    {
        block.HasKey(b => new { b.OwnerId, b.OtherId });
        block.HasOne<User>().WithMany().HasForeignKey(b => b.OwnerId).OnDelete(DeleteBehavior.Restrict);
        block.HasOne<User>().WithMany().HasForeignKey(b => b.OtherId).OnDelete(DeleteBehavior.Restrict);
        block.ToTable(table => table.HasCheckConstraint("ck_block_two_people", "owner_id <> other_id"));
    }
}
