using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Payments.Requests;

/// <summary>Somebody paid for several, and asks each for their share. Who has a share sees it.</summary>
public sealed class BillNode(Bill bill) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>Opaque and global; who has a share can fetch it.</summary>
    public ITypedId Id => bill.Id;

    /// <summary>What it was for, 1 to 80 characters.</summary>
    public string Title => bill.Title;

    /// <summary>All of it: the sum of the shares.</summary>
    public Money Total => new(bill.Total, bill.Currency);

    /// <summary>Who paid for all.</summary>
    public Loading<UserNode> Payer(UserLoaders users) => users.Named.Load(bill.PayerId, user => user!);

    /// <summary>What each has to bear, in the order in which it was given.</summary>
    public Loading<IReadOnlyList<BillShareNode>> Shares(PaymentLoaders payments) => payments.Shares.Load(bill.Id);

    /// <summary>How much is borne already, the payer's own share included; `total` once all have paid.</summary>
    public Loading<Money> Collected(PaymentLoaders payments) => payments.Shares.Load(
        bill.Id, shares => new Money(shares.Where(share => share.IsBorne).Sum(share => share.MinorUnits), bill.Currency));

    /// <summary>When it was split.</summary>
    public DateTime CreatedAt => bill.CreatedAt;
}

/// <summary>What one person has to bear of a bill.</summary>
public sealed class BillShareNode(BillShare share, PaymentRequest? request, Currency currency)
{
    internal long MinorUnits => share.Amount;

    /// <summary>The payer's own share is borne from the start.</summary>
    internal bool IsBorne => request is null or { Status: PaymentRequestStatus.Paid };

    /// <summary>Whose share.</summary>
    public Loading<UserNode> User(UserLoaders users) => users.Named.Load(share.UserId, user => user!);

    /// <summary>How much.</summary>
    public Money Amount => new(share.Amount, currency);

    /// <summary>Where it stands; the payer's own share is PAID from the start. A payment that is reversed later leaves it PAID.</summary>
    public PaymentRequestStatus Status(TimeProvider clock) => request?.StatusAt(clock.UtcNow()) ?? PaymentRequestStatus.Paid;

    /// <summary>The request to answer; for whose share it is and for the payer, and null for the payer's own share.</summary>
    public PaymentRequestNode? Request(Caller caller) =>
        request is not null && (request.FromId == caller.Id || request.ToId == caller.Id) ? new PaymentRequestNode(request) : null;
}

internal static class BillRows
{
    public static Keyset<Bill> Latest { get; } = new Keyset<Bill>("bills")
        .By(bill => bill.CreatedAt, descending: true)
        .By(bill => bill.Tiebreak, descending: true);

    /// <summary>Those that the viewer paid, or has a share of.</summary>
    public static IQueryable<Bill> VisibleTo(GraphDb db, UserId viewer) => db.Set<Bill>().Where(bill =>
        bill.PayerId == viewer || db.Set<BillShare>().Any(share => share.BillId == bill.Id && share.UserId == viewer));
}
