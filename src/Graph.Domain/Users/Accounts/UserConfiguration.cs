using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Accounts;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.HasKey(u => u.Id);
        user.Property(u => u.Handle).HasMaxLength(UserNames.MaxHandle);
        user.Property(u => u.DisplayName).HasMaxLength(TextKind.DisplayName.MaxUnits);
        user.Property(u => u.SearchName).HasMaxLength(SearchForm.MaxName);
        user.Property(u => u.AvatarUrl).HasMaxLength(Pasted.MaxUrl);
        user.Property(u => u.Bio).HasMaxLength(TextKind.Bio.MaxUnits);
        user.Property(u => u.Phone).HasMaxLength(20);
        user.Property(u => u.PasswordHash).HasMaxLength(200);
        user.Property(u => u.PaymentPinHash).HasMaxLength(33).IsFixedLength();
        user.Property(u => u.RealName).HasMaxLength(TextKind.RealName.MaxUnits);
        user.Property(u => u.FreezeReason).HasMaxLength(TextKind.Reason.MaxUnits);
        user.Property(u => u.Version).IsConcurrencyToken();
        user.Ignore(u => u.Roles);
        user.HasIndex(u => u.Handle).IsUnique();
        user.Property(u => u.PreviousPhone).HasMaxLength(20);
        user.HasIndex(u => u.Phone).IsUnique().HasFilter("phone IS NOT NULL");
        user.HasIndex(u => u.PreviousPhone).HasFilter("previous_phone IS NOT NULL");
        user.HasIndex(u => u.ClosedAt).HasFilter("closed_at IS NOT NULL AND erased_at IS NULL");
        user.HasOne<User>().WithMany().HasForeignKey(u => u.JoinedThroughId).OnDelete(DeleteBehavior.Restrict);
        user.HasIndex(u => u.SearchName);
        user.HasOne<Person>().WithMany().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Restrict);
        user.ToTable(table =>
        {
            table.HasCheckConstraint("ck_user_level", "level BETWEEN 0 AND 3");
            table.HasCheckConstraint("ck_user_level_needs_person", "level = 0 OR person_id IS NOT NULL");
            table.HasCheckConstraint("ck_user_closed_has_no_phone", "closed_at IS NULL OR phone IS NULL");
            table.HasCheckConstraint("ck_user_friend_count", "friend_count BETWEEN 0 AND 5000");
        });
    }
}
