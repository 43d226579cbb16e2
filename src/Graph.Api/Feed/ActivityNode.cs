using Graph.Api.Server.Conventions;
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

/// <summary>A line of the feed as it happens, or word that some are missing.</summary>
[Union("ActivityUpdate")]
public interface IActivityUpdate;

/// <summary>One line of the feed.</summary>
/// <param name="activity">The line.</param>
/// <param name="sequence">Its place in the log, where it came by a stream; else it is looked up when asked for.</param>
public sealed class ActivityNode(Activity activity, long? sequence = null) : INode, IActivityUpdate
{
    /// <summary>Opaque and global; whoever may see the line can fetch it.</summary>
    public ITypedId Id => activity.Id;

    /// <summary>Give it as `after` to resume a live stream where it broke off.</summary>
    public Loading<string> Cursor(FeedLoaders feed) => sequence is { } place
        ? new Loaded<string>(LiveCursor.Encode(place))
        : feed.PlaceOfActivity.Load(activity.Id, LiveCursor.Encode);

    /// <summary>What happened.</summary>
    public ActivityKind Kind => activity.Kind;

    /// <summary>Who did it.</summary>
    public Loading<IParty> Actor(NodeFinder nodes, UserLoaders users) =>
        activity is { SourceType: { } type, SourceId: { } source }
            ? nodes.Find(new GlobalId(type, source.Value)).Then(found => (IParty)found!)
            : users.Named.Load(activity.ActorId, user => (IParty)user!);

    /// <summary>What it is about; null where that is not for the viewer.</summary>
    public Loading<IActivitySubject?> Subject(NodeFinder nodes) =>
        nodes.Find(new GlobalId(activity.SubjectType, activity.SubjectId)).Then(found => found as IActivitySubject);

    /// <summary>Who may see it.</summary>
    public Visibility Visibility => activity.Visibility;

    /// <summary>When it happened.</summary>
    public DateTime At => activity.At;
}

/// <summary>Which lines; all that is given must hold.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Actor">Which person did it. What a merchant did was done by no person.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
public sealed record ActivityFilterInput(
    EnumOperationFilterInput<ActivityKind>? Kind,
    IdOperationFilterInput? Actor,
    IReadOnlyList<ActivityFilterInput>? And,
    IReadOnlyList<ActivityFilterInput>? Or) : IFilterInput<ActivityFilterInput>
{
    internal static void Declare(Filter<Activity> filter, ActivityFilterInput input) => filter
        .Where(input.Kind, activity => activity.Kind)
        .Where(input.Actor, activity => activity.SourceId == null ? (UserId?)activity.ActorId : null);
}
