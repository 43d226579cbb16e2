using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.RealNames;

/// <summary>The phone code that an account can enter. Each account has at most one.</summary>
public sealed class PhoneCode
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public UserId UserId { get; private set; }

    public byte[] CodeHash { get; private set; } = [];

    public DateTime ExpiresAt { get; private set; }

    public static PhoneCode For(UserId user) => new() { UserId = user };

    public void Renew(byte[] codeHash, DateTime now)
    {
        CodeHash = codeHash;
        ExpiresAt = now + Lifetime;
    }
}

internal sealed class PhoneCodeConfiguration : IEntityTypeConfiguration<PhoneCode>
{
    public void Configure(EntityTypeBuilder<PhoneCode> code)
    {
        code.HasKey(c => c.UserId);
        code.Property(c => c.CodeHash).HasMaxLength(33).IsFixedLength();
        code.HasOne<User>().WithOne().HasForeignKey<PhoneCode>(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}
