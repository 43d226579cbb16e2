using System.Linq.Expressions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Lending.Trust;

public readonly record struct TrustLineId(Guid Value) : ITypedId<TrustLineId>
{
    public static TrustLineId From(Guid value) => new(value);
}

/// <summary>
/// A standing promise to lend to a friend up to a limit. A loan that is paid out uses it for the whole principal, or not at
/// all. Lowering the limit below what is used stops new loans only.
/// </summary>
public sealed class TrustLine
{
    public required TrustLineId Id { get; init; }

    public required UserId GiverId { get; init; }

    public required UserId ReceiverId { get; init; }

    public required long CreditLimit { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The unpaid principal of the loans that use it.</summary>
    public long Used { get; private set; }

    /// <summary>Whether friends of the receiver may count on it in a chain.</summary>
    public required bool Chains { get; init; }

    /// <summary>
    /// What was left of it in the last nightly snapshot, if others may count on it in a chain; otherwise 0.
    /// </summary>
    public long Shown { get; private set; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>
    /// Breaks ties between lines that were changed in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    public long Available => Math.Max(0, CreditLimit - Used);

    /// <summary>Selects the lines that the viewer gave or received. A line that ended counts while a loan uses it.</summary>
    public static Expression<Func<TrustLine, bool>> VisibleTo(UserId viewer) => line =>
        (line.GiverId == viewer || line.ReceiverId == viewer) && (line.CreditLimit > 0 || line.Used > 0);
}

internal sealed class TrustLineConfiguration : IEntityTypeConfiguration<TrustLine>
{
    public void Configure(EntityTypeBuilder<TrustLine> line)
    {
        line.HasKey(l => l.Id);
        line.Ignore(l => l.Available);
        line.HasOne<User>().WithMany().HasForeignKey(l => l.GiverId).OnDelete(DeleteBehavior.Restrict);
        line.HasOne<User>().WithMany().HasForeignKey(l => l.ReceiverId).OnDelete(DeleteBehavior.Restrict);
        line.HasIndex(l => new { l.GiverId, l.ReceiverId }).IsUnique();
        line.HasIndex(l => l.ReceiverId);
        line.ToTable(table =>
        {
            table.HasCheckConstraint("ck_trust_line_two_people", "giver_id <> receiver_id");
            table.HasCheckConstraint("ck_trust_line_amounts", "credit_limit BETWEEN 0 AND 10000000000000 AND used >= 0 AND shown >= 0");
        });
    }
}
