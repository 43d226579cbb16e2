using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Posts.Reports;

public readonly record struct ContentReportId(Guid Value) : ITypedId<ContentReportId>
{
    public static ContentReportId From(Guid value) => new(value);
}

/// <summary>What was reported.</summary>
public enum ContentKind
{
    /// <summary>A post.</summary>
    Post = 0,

    /// <summary>A comment on a post.</summary>
    Comment = 1,
}

/// <summary>What the operators decided about a report.</summary>
public enum ReportOutcome
{
    /// <summary>Nothing yet.</summary>
    Open = 0,

    /// <summary>The content was hidden.</summary>
    Hidden = 1,

    /// <summary>The content was found to be in order.</summary>
    Dismissed = 2,
}

/// <summary>
/// A user's report of a post or a comment to the operators. It keeps what was written at that time, because the author may
/// delete it.
/// </summary>
public sealed class ContentReport
{
    public required ContentReportId Id { get; init; }

    public required ContentKind Kind { get; init; }

    public required Guid SubjectId { get; init; }

    public required UserId AuthorId { get; init; }

    public required string Text { get; init; }

    public required List<string> ImageUrls { get; init; }

    public required UserId ReporterId { get; init; }

    public required string Reason { get; init; }

    public required DateTime At { get; init; }

    /// <summary>Breaks ties, so that lists have a fixed order.</summary>
    public required long Tiebreak { get; init; }

    public ReportOutcome Outcome { get; private set; }

    public DateTime? ResolvedAt { get; private set; }

    /// <summary>The operator who decided; null while the report is open.</summary>
    public UserId? ResolvedById { get; private set; }

    /// <summary>
    /// Selects the reports that an operator may see: none about what the operator wrote with any account, because reports name who
    /// reported.
    /// </summary>
    public static Expression<Func<ContentReport, bool>> VisibleTo(UserId viewer, GraphDb db) => report =>
        report.AuthorId != viewer
        && !db.Set<User>().Any(author => author.Id == report.AuthorId && author.PersonId != null
            && db.Set<User>().Any(me => me.Id == viewer && me.PersonId == author.PersonId));

    public ITypedId Subject => Kind == ContentKind.Post ? new PostId(SubjectId) : new CommentId(SubjectId);
}

internal sealed class ContentReportConfiguration : IEntityTypeConfiguration<ContentReport>
{
    public void Configure(EntityTypeBuilder<ContentReport> report)
    {
        report.HasKey(r => r.Id);
        report.Ignore(r => r.Subject);
        report.Property(r => r.Text).HasMaxLength(TextKind.Post.MaxUnits);
        report.Property(r => r.ImageUrls).IsReadAsWhole();
        report.Property(r => r.Reason).HasMaxLength(TextKind.NeededReason.MaxUnits);
        report.HasOne<User>().WithMany().HasForeignKey(r => r.AuthorId).OnDelete(DeleteBehavior.Restrict);
        report.HasOne<User>().WithMany().HasForeignKey(r => r.ReporterId).OnDelete(DeleteBehavior.Restrict);
        report.HasOne<User>().WithMany().HasForeignKey(r => r.ResolvedById).OnDelete(DeleteBehavior.Restrict);
        report.HasIndex(r => new { r.SubjectId, r.ReporterId }).IsUnique();
        report.HasIndex(r => new { r.Outcome, r.At, r.Tiebreak });
        report.HasIndex(r => r.ReporterId);
        report.ToTable(table => table.HasCheckConstraint(
            "ck_content_report_resolved",
            "(outcome = 0 AND resolved_at IS NULL AND resolved_by_id IS NULL) "
                + "OR (outcome <> 0 AND resolved_at IS NOT NULL AND resolved_by_id IS NOT NULL)"));
    }
}
