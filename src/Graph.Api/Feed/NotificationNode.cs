using Graph.Api.Deals;
using Graph.Api.Deals.Catalogue;
using Graph.Api.Deals.Orders;
using Graph.Api.Friendships;
using Graph.Api.Ledger;
using Graph.Api.Payments;
using Graph.Api.Payments.Requests;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using GraphQL.DataLoader;

namespace Graph.Api.Feed;

/// <summary>What a notification is about.</summary>
[Union("NotificationSubject", typeof(FriendRequestNode), typeof(TransactionNode), typeof(PaymentRequestNode), typeof(BillNode), typeof(EvidenceNode), typeof(OrderNode), typeof(GroupBuyNode), typeof(DealNode))]
public interface INotificationSubject;

/// <summary>A notification as it comes, or word that some are missing.</summary>
[Union("NotificationUpdate", typeof(NotificationNode), typeof(StreamGap))]
public interface INotificationUpdate;

/// <summary>Something that concerns the viewer.</summary>
public sealed class NotificationNode(Notification notification) : INode, INotificationUpdate
{
    /// <summary>Opaque and global; only its recipient can fetch it.</summary>
    public ITypedId Id => notification.NotificationId;

    /// <summary>Give it as `after` to resume a live stream where it broke off.</summary>
    public string Cursor => LiveCursor.Encode(notification.Sequence);

    /// <summary>One line for people, in English; build your own from `subject` for another language.</summary>
    public string Title => notification.Title;

    /// <summary>What it is about.</summary>
    public IDataLoaderResult<INotificationSubject?> Subject(
        UserLoaders users,
        FriendshipLoaders friendships,
        TransactionLoaders transactions,
        PaymentLoaders payments,
        DealLoaders deals) => notification.SubjectKind switch
        {
            SubjectKind.FriendRequest =>
                friendships.Requests.Load(new FriendRequestId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.Transaction =>
                transactions.ById.Load(new TransactionId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.PaymentRequest =>
                payments.Requests.Load(new PaymentRequestId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.Bill =>
                payments.Bills.Load(new BillId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.Order => deals.Orders.Load(new OrderId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.GroupBuy =>
                deals.Groups.Load(new GroupBuyId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.Deal => deals.Deals.Load(new DealId(notification.SubjectId), found => (INotificationSubject?)found),
            SubjectKind.Evidence =>
                users.Evidence.Load(new EvidenceId(notification.SubjectId), found => (INotificationSubject?)found),
            _ => new Loaded<INotificationSubject?>((INotificationSubject?)null),
        };

    /// <summary>When the viewer read it; null while unread.</summary>
    public DateTime? ReadAt => notification.ReadAt;

    /// <summary>When it came.</summary>
    public DateTime At => notification.At;
}
