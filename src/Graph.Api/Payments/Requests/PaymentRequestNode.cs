using System.Linq.Expressions;
using Graph.Api.Ledger;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Payments.Requests;

/// <summary>A person's request to a friend for money. Only the two people see it.</summary>
public sealed class PaymentRequestNode(PaymentRequest request) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>The opaque global ID. Only the two people can fetch the request by it.</summary>
    public ITypedId Id => request.Id;

    /// <summary>The person who is asked to pay.</summary>
    public Loading<UserNode> Payer(UserLoaders users) => users.Named.Load(request.PayerId, user => user!);

    /// <summary>The person who made the request and receives the money.</summary>
    public Loading<UserNode> Payee(UserLoaders users) => users.Named.Load(request.PayeeId, user => user!);

    /// <summary>The amount to pay.</summary>
    public Money Amount => new(request.Amount, request.Currency);

    /// <summary>
    /// The note of the person who made the request, at most 200 characters; null when there is none.
    /// </summary>
    public string? Note => request.Note;

    /// <summary>The status of the request. A request that was not answered within 7 days is EXPIRED.</summary>
    public PaymentRequestStatus Status(TimeProvider clock) => request.StatusAt(clock.UtcNow());

    /// <summary>The split bill to which this request belongs; null when it belongs to none.</summary>
    public Loading<BillNode?> Bill(PaymentLoaders payments) => request.BillId is { } bill
        ? payments.Bills.Load(bill)
        : new Loaded<BillNode?>((BillNode?)null);

    /// <summary>The payment; null while the request is not paid.</summary>
    public Loading<TransactionNode?> Transaction(TransactionLoaders transactions) => request.TransactionId is { } paid
        ? transactions.ById.Load(paid)
        : new Loaded<TransactionNode?>((TransactionNode?)null);

    /// <summary>The time at which the request was made, in UTC.</summary>
    public DateTime CreatedAt => request.CreatedAt;

    /// <summary>The time until which the request can be paid, in UTC.</summary>
    public DateTime ExpiresAt => request.ExpiresAt;
}

/// <summary>A filter for payment requests. A request must match all fields that are given.</summary>
/// <param name="Status">The status of the request.</param>
/// <param name="Direction">
/// OUT for requests that the viewer is asked to pay, IN for requests that the viewer made.
/// </param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record PaymentRequestFilterInput(
    EnumOperationFilterInput<PaymentRequestStatus>? Status,
    EnumOperationFilterInput<TransactionDirection>? Direction,
    IReadOnlyList<PaymentRequestFilterInput>? And,
    IReadOnlyList<PaymentRequestFilterInput>? Or) : IFilterInput<PaymentRequestFilterInput>;

/// <summary>A payment request with its status at a point in time and its direction, seen from the viewer.</summary>
internal sealed class PaymentRequestRow
{
    public required PaymentRequest Request { get; init; }

    public required PaymentRequestStatus Status { get; init; }

    public required TransactionDirection Direction { get; init; }

    public static readonly KeptList<(UserId Viewer, DateTime Now), PaymentRequestRow> Latest = new(
        new Keyset<PaymentRequestRow>("payment requests")
            .By(row => row.Request.CreatedAt, descending: true)
            .By(row => row.Request.Tiebreak, descending: true),
        (db, of) => Of(db, of.Viewer, of.Now));

    private static IQueryable<PaymentRequestRow> Of(GraphDb db, UserId viewer, DateTime now) => db.Set<PaymentRequest>()
        .Where(PaymentRequest.VisibleTo(viewer))
        .Select(request => new PaymentRequestRow
        {
            Request = request,
            Status = request.Status == PaymentRequestStatus.Open && request.ExpiresAt <= now
                ? PaymentRequestStatus.Expired
                : request.Status,
            Direction = request.PayeeId == viewer ? TransactionDirection.In : TransactionDirection.Out,
        });

    public static Expression<Func<PaymentRequestRow, bool>>? FilterOf(PaymentRequestFilterInput? where) =>
        where is null ? null : Filter<PaymentRequestRow>.Of(where, Declare);

    private static void Declare(Filter<PaymentRequestRow> filter, PaymentRequestFilterInput input) => filter
        .Where(input.Status, row => row.Status)
        .Where(input.Direction, row => row.Direction);
}
