using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Friendships;

/// <summary>
/// The block between two users, as one of them has it. Each block is stored as two rows, one for each user, no matter
/// who wanted it. So both are hidden from each other by the same look-up in the same index.
/// </summary>
public sealed class Block
{
    public UserId OwnerId { get; private set; }

    public UserId OtherId { get; private set; }

    /// <summary>
    /// Whether the owner of this row wanted the block. If not, the other user wanted it, and the owner is not told.
    /// </summary>
    public bool ByOwner { get; private set; }

    public DateTime Since { get; private set; }

    /// <summary>
    /// The other user's display name when the block was made. In money matters that both share, the owner of this row
    /// goes on seeing that name, and nothing that the other user changes later.
    /// </summary>
    public string OtherName { get; private set; } = "";

    public static Block Between(UserId owner, User other, DateTime now) =>
        new() { OwnerId = owner, OtherId = other.Id, OtherName = other.DisplayName, Since = now };

    /// <summary>Marks the block as wanted by the owner. If it is already, the first time is kept.</summary>
    public void Want(DateTime now)
    {
        Since = ByOwner ? Since : now;
        ByOwner = true;
    }

    public void Unwant() => ByOwner = false;

    /// <summary>
    /// Selects the users that a viewer may see: all users between whom and the viewer there is no block.
    /// </summary>
    public static Expression<Func<User, bool>> Spares(UserId viewer, GraphDb db) => user =>
        !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == user.Id);
}

/// <summary>
/// Selects users as a viewer may see them: no closed accounts, and nobody whom a block hides. All searches for users
/// start here.
/// </summary>
public static class VisibleUsers
{
    public static IQueryable<User> UsersFor(this GraphDb db, UserId viewer) => db.Set<User>().Where(Block.Spares(viewer, db)).Where(u => u.ClosedAt == null);
}

internal sealed class BlockConfiguration : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> block)
    {
        block.HasKey(b => new { b.OwnerId, b.OtherId });
        block.Property(b => b.OtherName).HasMaxLength(TextKind.DisplayName.MaxUnits);
        block.HasOne<User>().WithMany().HasForeignKey(b => b.OwnerId).OnDelete(DeleteBehavior.Restrict);
        block.HasOne<User>().WithMany().HasForeignKey(b => b.OtherId).OnDelete(DeleteBehavior.Restrict);
        block.ToTable(table => table.HasCheckConstraint("ck_block_two_people", "owner_id <> other_id"));
    }
}
