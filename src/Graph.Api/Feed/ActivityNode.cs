using Graph.Api.Deals;
using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Feed;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using GraphQL.DataLoader;

namespace Graph.Api.Feed;

/// <summary>What a line of the feed is about.</summary>
[Union("ActivitySubject", typeof(TransactionNode), typeof(UserNode), typeof(DealNode), typeof(GroupBuyNode))]
public interface IActivitySubject;

/// <summary>A line of the feed as it happens, or word that some are missing.</summary>
[Union("ActivityUpdate", typeof(ActivityNode), typeof(StreamGap))]
public interface IActivityUpdate;

/// <summary>One line of the feed.</summary>
public sealed class ActivityNode(Activity activity) : INode, IActivityUpdate
{
    /// <summary>Opaque and global; whoever may see the line can fetch it.</summary>
    public ITypedId Id => activity.ActivityId;

    /// <summary>Give it as `after` to resume a live stream where it broke off.</summary>
    public string Cursor => LiveCursor.Encode(activity.Sequence);

    /// <summary>What happened.</summary>
    public ActivityKind Kind => activity.Kind;

    /// <summary>Who did it.</summary>
    public IDataLoaderResult<IParty> Actor(UserLoaders users, DealLoaders deals) => activity.MerchantId is { } merchant
        ? deals.Merchants.Load(merchant, found => (IParty)found!)
        : users.Named.Load(activity.ActorId, user => (IParty)user!);

    /// <summary>What it is about; null where that is not for the viewer.</summary>
    public IDataLoaderResult<IActivitySubject?> Subject(UserLoaders users, TransactionLoaders transactions, DealLoaders deals) =>
        activity.SubjectKind switch
        {
            SubjectKind.User => users.ById.Load(new UserId(activity.SubjectId), found => (IActivitySubject?)found),
            SubjectKind.Transaction =>
                transactions.ById.Load(new TransactionId(activity.SubjectId), found => (IActivitySubject?)found),
            SubjectKind.Deal => deals.Deals.Load(new DealId(activity.SubjectId), found => (IActivitySubject?)found),
            SubjectKind.GroupBuy => deals.Groups.Load(new GroupBuyId(activity.SubjectId), found => (IActivitySubject?)found),
            _ => new Loaded<IActivitySubject?>((IActivitySubject?)null),
        };

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
        .Where(input.Actor, activity => activity.MerchantId == null ? (UserId?)activity.ActorId : null);
}
