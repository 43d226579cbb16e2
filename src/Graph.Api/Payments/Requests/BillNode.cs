using Graph.Api.Ledger;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Payments.Requests;

/// <summary>
/// A bill that one person paid and split: each of the others is asked to pay a share. The payer and everybody with a
/// share see it.
/// </summary>
public sealed class BillNode(Bill bill) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>The opaque global ID. Only the payer and the people with a share can fetch the bill by it.</summary>
    public ITypedId Id => bill.Id;

    /// <summary>The title: what the bill was for, 1 to 80 characters.</summary>
    public string Title => bill.Title;

    /// <summary>The total of the bill. It is the sum of the shares.</summary>
    public Money Total => new(bill.Total, bill.Currency);

    /// <summary>The person who paid the bill and split it.</summary>
    public Loading<UserNode> Payer(UserLoaders users) => users.Named.Load(bill.PayerId, user => user!);

    /// <summary>The shares of the bill, in the order of the input of `splitBill`.</summary>
    [AtMost(Bill.MaxShares)]
    public Loading<IReadOnlyList<BillShareNode>> Shares(PaymentLoaders payments) => payments.Shares.Load(bill.Id);

    /// <summary>
    /// The sum of the shares that are paid, including the payer's own share. It equals `total` when all have paid.
    /// </summary>
    public Loading<Money> Collected(PaymentLoaders payments) => payments.Shares.Load(
        bill.Id, shares => new Money(shares.Where(share => share.IsBorne).Sum(share => share.MinorUnits), bill.Currency));

    /// <summary>The time at which the bill was split, in UTC.</summary>
    public DateTime CreatedAt => bill.CreatedAt;
}

/// <summary>One person's share of a split bill.</summary>
public sealed class BillShareNode(BillShare share, PaymentRequest? request, Currency currency)
{
    internal long MinorUnits => share.Amount;

    /// <summary>
    /// Whether the share is paid. The payer's own share has no request and counts as paid from the start.
    /// </summary>
    internal bool IsBorne => request is null or { Status: PaymentRequestStatus.Paid };

    /// <summary>The person who has to pay this share.</summary>
    public Loading<UserNode> Payer(UserLoaders users) => users.Named.Load(share.PayerId, user => user!);

    /// <summary>The amount of the share.</summary>
    public Money Amount => new(share.Amount, currency);

    /// <summary>
    /// The status of the share. The payer's own share is PAID from the start. A share stays PAID when its payment is
    /// reversed later.
    /// </summary>
    public PaymentRequestStatus Status(TimeProvider clock) => request?.StatusAt(clock.UtcNow()) ?? PaymentRequestStatus.Paid;

    /// <summary>
    /// The payment request for the share. Only the payer and the person with this share see it. Null for the payer's
    /// own share.
    /// </summary>
    public PaymentRequestNode? Request(Caller caller) =>
        request is not null && (request.PayerId == caller.Id || request.PayeeId == caller.Id) ? new PaymentRequestNode(request) : null;
}

internal static class BillRows
{
    public static readonly KeptList<UserId, Bill> Latest = new(
        new Keyset<Bill>("bills").By(bill => bill.CreatedAt, descending: true).By(bill => bill.Tiebreak, descending: true),
        VisibleTo);

    /// <summary>The bills that the viewer paid or has a share of.</summary>
    public static IQueryable<Bill> VisibleTo(GraphDb db, UserId viewer)
    {
        // Each half has an index. "Paid, or has a share" has none: PostgreSQL would read all bills.
        var paid = db.Set<Bill>().Where(bill => bill.PayerId == viewer).Select(bill => bill.Id);
        var shared = db.Set<BillShare>().Where(share => share.PayerId == viewer).Select(share => share.BillId);
        var ids = paid.Union(shared);
        return db.Set<Bill>().Where(bill => ids.Contains(bill.Id));
    }
}
