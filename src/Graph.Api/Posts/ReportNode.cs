using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Persistence;
using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Posts;

/// <summary>A report of a post or a comment to the operators. Only they see it.</summary>
public sealed class ContentReportNode(ContentReport report) : INode
{
    /// <summary>The opaque global ID. Only operators can fetch the report by it.</summary>
    public ITypedId Id => report.Id;

    /// <summary>What was reported.</summary>
    public ContentKind Kind => report.Kind;

    /// <summary>The ID of the post or the comment, for `hideContent`. It may have been deleted since.</summary>
    public ITypedId SubjectId => report.Subject;

    /// <summary>The person who wrote it.</summary>
    public Loading<UserNode> Author(UserLoaders users) => users.Named.Load(report.AuthorId, user => user!);

    /// <summary>What was written at the time of the report.</summary>
    public string Text => report.Text;

    /// <summary>The addresses of the pictures at the time of the report. Do not load them without need.</summary>
    public IReadOnlyList<string> ImageUrls => report.ImageUrls;

    /// <summary>The person who reported it.</summary>
    public Loading<UserNode> Reporter(UserLoaders users) => users.Named.Load(report.ReporterId, user => user!);

    /// <summary>Why it was reported, 1 to 200 characters.</summary>
    public string Reason => report.Reason;

    /// <summary>The time of the report, in UTC.</summary>
    public DateTime ReportedAt => report.At;

    /// <summary>What the operators decided.</summary>
    public ReportOutcome Outcome => report.Outcome;

    /// <summary>The time of the decision, in UTC; null while the report is open.</summary>
    public DateTime? ResolvedAt => report.ResolvedAt;
}

/// <summary>The post or comment to report.</summary>
/// <param name="Subject">The ID of a post or a comment that the viewer sees.</param>
/// <param name="Reason">Why it should not be there, 1 to 200 characters.</param>
public sealed record ReportContentInput(GlobalId Subject, string Reason);

/// <summary>The post or comment to hide, or to show again.</summary>
/// <param name="Subject">The ID of a post or a comment.</param>
/// <param name="Reason">Why, 1 to 200 characters. When it is hidden, the author is told.</param>
/// <param name="Hidden">True hides it. False shows it again, or dismisses the reports about it.</param>
public sealed record HideContentInput(GlobalId Subject, string Reason, bool Hidden = true);

/// <param name="ReportedAt">The time at which the viewer reported it for the first time, in UTC.</param>
public sealed record ContentReported(DateTime ReportedAt);

/// <param name="SubjectId">The ID of the post or the comment.</param>
/// <param name="Hidden">Whether it is hidden.</param>
/// <param name="Reports">The reports about it that this closed, the oldest first; at most the last 100.</param>
public sealed record ContentDecided(ITypedId SubjectId, bool Hidden, [property: AtMost(100)] IReadOnlyList<ContentReportNode> Reports);

[MutationFields]
public sealed class ReportMutations
{
    /// <summary>
    /// Reports a post or a comment to the operators. The author is not told. Calling it again changes nothing. At most 50 in a
    /// day; more are refused with RATE_LIMITED.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<ContentReported> ReportContent(ContentReports reports, Caller caller, ReportContentInput input) =>
        new(await reports.ReportAsync(caller.Viewer, SubjectOf(input.Subject), input.Reason));

    /// <summary>
    /// Hides a post or a comment from everybody, also from its author, feeds and notifications; or shows it again. The open
    /// reports about it are closed. For operators, but not for the author. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<ContentDecided> HideContent(ContentReports reports, Caller caller, HideContentInput input)
    {
        var subject = SubjectOf(input.Subject);
        var closed = await reports.HideAsync(caller.Viewer, subject, input.Hidden, input.Reason);
        return new ContentDecided(subject, input.Hidden, [.. closed.Select(report => new ContentReportNode(report))]);
    }

    private static ITypedId SubjectOf(GlobalId id) =>
        id.TypeName == TypeNames.Of(typeof(CommentId)) ? id.To<CommentId>() : id.To<PostId>();
}

[QueryFields]
public sealed class ReportQueries
{
    private static readonly KeptList<UserId, ContentReport> Open = new(
        new Keyset<ContentReport>("open reports").By(r => r.At).By(r => r.Tiebreak),
        (db, viewer) => db.Set<ContentReport>().Where(ContentReport.VisibleTo(viewer, db)).Where(r => r.Outcome == ReportOutcome.Open));

    private static readonly KeptList<UserId, ContentReport> Resolved = new(
        new Keyset<ContentReport>("resolved reports").By(r => r.At, descending: true).By(r => r.Tiebreak),
        (db, viewer) => db.Set<ContentReport>().Where(ContentReport.VisibleTo(viewer, db)).Where(r => r.Outcome != ReportOutcome.Open));

    /// <summary>
    /// The reports of posts and comments: the open ones, the oldest first, or those that were decided, the latest first.
    /// Reports about what the viewer wrote, with any account, are for other operators.
    /// </summary>
    /// <param name="open">True for the open reports, false for those that were decided.</param>
    [RequiresRole(Role.Admin)]
    public static async Task<Connection<ContentReportNode>?> ContentReports(
        GraphDb db, Caller caller, PageArguments page, CancellationToken cancellationToken, bool open = true) =>
        await (open ? Open : Resolved).PageAsync(db, caller.Viewer, page, report => new ContentReportNode(report), cancellationToken);
}
