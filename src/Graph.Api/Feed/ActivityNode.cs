using Graph.Api.Server.Documents;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Api.Feed;

/// <summary>An event of the stream `activity`. Exactly one of the fields is set.</summary>
/// <param name="Activity">A new line of the feed.</param>
/// <param name="Gap">Says that lines are missing, and where to resume.</param>
public sealed record ActivityUpdate([property: SameForAll] ActivityNode? Activity, [property: SameForAll] StreamGap? Gap) : ISharedEvent
{
    /// <summary>The row, if many are told it.</summary>
    internal Activity? Told { get; init; }

    object? ISharedEvent.Row => Told;
}

/// <summary>One line of the feed: something that a person or a merchant did.</summary>
/// <param name="activity">The line.</param>
/// <param name="sequence">
/// Its position in the log, if it came from a stream; otherwise it is looked up on demand.
/// </param>
public sealed class ActivityNode(Activity activity, long? sequence = null) : INode
{
    /// <summary>The opaque global ID. Everybody who may see the line can fetch it by this ID.</summary>
    [SameForAll]
    public ITypedId Id => activity.Id;

    /// <summary>
    /// The position in the live streams. Give it as `after` of a subscription to resume after this line. To page the
    /// list, use the `cursor` of the edge.
    /// </summary>
    [SameForAll]
    public Loading<string> LiveCursor(FeedLoaders feed, GraphContext context) => sequence is { } place
        ? new Loaded<string>(Server.Streams.LiveCursor.Encode(place))
        : feed.PlaceOfActivity.Load(activity.Id, logged => Server.Streams.LiveCursor.Encode(context.Bound(logged)));

    /// <summary>The kind of the activity.</summary>
    [SameForAll]
    public ActivityKind Kind => activity.Kind;

    /// <summary>The person or the merchant who did it.</summary>
    [SameForAll]
    public Loading<IParty> Actor(NodeFinder nodes, UserLoaders users) =>
        activity is { SourceType: { } type, SourceId: { } source, IsInPerson: false }
            ? nodes.Find(new GlobalId(type, source.Value)).Then(found => (IParty)found!)
            : users.Named.Load(activity.ActorId, user => (IParty)user!);

    /// <summary>The object that the line is about; null when the viewer may not see that object.</summary>
    public Loading<IActivitySubject?> Subject(NodeFinder nodes) =>
        nodes.FindShared(new GlobalId(activity.SubjectType, activity.SubjectId)).Then(found => found as IActivitySubject);

    /// <summary>The visibility of the line: which people may see it.</summary>
    [SameForAll]
    public Visibility Visibility => activity.Visibility;

    /// <summary>The time of the activity, in UTC.</summary>
    [SameForAll]
    public DateTime At => activity.At;
}

/// <summary>A filter for lines of the feed. A line must match all fields that are given.</summary>
/// <param name="Kind">The kind of the activity.</param>
/// <param name="Actor">The ID of the person or the merchant who did it.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record ActivityFilterInput(
    EnumOperationFilterInput<ActivityKind>? Kind,
    IdOperationFilterInput? Actor,
    IReadOnlyList<ActivityFilterInput>? And,
    IReadOnlyList<ActivityFilterInput>? Or) : IFilterInput<ActivityFilterInput>
{
    internal static void Declare(Filter<Activity> filter, ActivityFilterInput input)
    {
        filter.Where(input.Kind, activity => activity.Kind);
        if (input.Actor is { } actor)
        {
            WhereActor(filter, actor.Eq is { } eq ? [eq] : null, isIn: true);
            WhereActor(filter, actor.Neq is { } neq ? [neq] : null, isIn: false);
            WhereActor(filter, actor.In, isIn: true);
            WhereActor(filter, actor.Nin, isIn: false);
        }
    }

    /// <summary>The actor: a person, or the business for which a person acted, as `actor` shows it.</summary>
    private static void WhereActor(Filter<Activity> filter, IReadOnlyList<GlobalId>? ids, bool isIn)
    {
        var people = ids?.Select(id => id.To<UserId>()).ToList() ?? [];
        var sources = ids?.Select(id => (SourceId?)new SourceId(id.Value)).ToList() ?? [];
        var types = ids?.Select(id => (string?)id.TypeName).ToList() ?? [];
        filter.Where(
            ids is not null,
            activity => (activity.SourceId == null || activity.IsInPerson
                ? people.Contains(activity.ActorId)
                : sources.Contains(activity.SourceId) && types.Contains(activity.SourceType)) == isIn);
    }
}
