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

/// <summary>Somebody asks a friend for money; only the two see it.</summary>
public sealed class PaymentRequestNode(PaymentRequest request) : INode, ITransactionSubject, INotificationSubject
{
    /// <summary>Opaque and global; only the two can fetch it.</summary>
    public ITypedId Id => request.Id;

    /// <summary>Who is asked to pay.</summary>
    public Loading<UserNode> From(UserLoaders users) => users.Named.Load(request.FromId, user => user!);

    /// <summary>Who asks, and is to be paid.</summary>
    public Loading<UserNode> To(UserLoaders users) => users.Named.Load(request.ToId, user => user!);

    /// <summary>How much.</summary>
    public Money Amount => new(request.Amount, request.Currency);

    /// <summary>What was said with it, at most 200 characters.</summary>
    public string? Note => request.Note;

    /// <summary>Where it stands; one that nobody answered is EXPIRED after 7 days.</summary>
    public PaymentRequestStatus Status(TimeProvider clock) => request.StatusAt(clock.UtcNow());

    /// <summary>The bill whose share this is; null for a request of its own.</summary>
    public Loading<BillNode?> Bill(PaymentLoaders payments) => request.BillId is { } bill
        ? payments.Bills.Load(bill)
        : new Loaded<BillNode?>((BillNode?)null);

    /// <summary>The payment, once it is paid.</summary>
    public Loading<TransactionNode?> Transaction(TransactionLoaders transactions) => request.TransactionId is { } paid
        ? transactions.ById.Load(paid)
        : new Loaded<TransactionNode?>((TransactionNode?)null);

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt => request.CreatedAt;

    /// <summary>Until when it can be paid.</summary>
    public DateTime ExpiresAt => request.ExpiresAt;
}

/// <summary>Which payment requests; all that is given must hold.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Direction">OUT: the viewer is asked to pay. IN: the viewer asked.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
public sealed record PaymentRequestFilterInput(
    EnumOperationFilterInput<PaymentRequestStatus>? Status,
    EnumOperationFilterInput<TransactionDirection>? Direction,
    IReadOnlyList<PaymentRequestFilterInput>? And,
    IReadOnlyList<PaymentRequestFilterInput>? Or) : IFilterInput<PaymentRequestFilterInput>;

/// <summary>A payment request as its viewer finds it.</summary>
internal sealed class PaymentRequestRow
{
    public required PaymentRequest Request { get; init; }

    public required PaymentRequestStatus Status { get; init; }

    public required TransactionDirection Direction { get; init; }

    public static Keyset<PaymentRequestRow> Latest { get; } = new Keyset<PaymentRequestRow>("payment requests")
        .By(row => row.Request.CreatedAt, descending: true)
        .By(row => row.Request.Tiebreak, descending: true);

    public static IQueryable<PaymentRequestRow> Of(GraphDb db, UserId viewer, DateTime now) => db.Set<PaymentRequest>()
        .Where(PaymentRequest.VisibleTo(viewer))
        .Select(request => new PaymentRequestRow
        {
            Request = request,
            Status = request.Status == PaymentRequestStatus.Open && request.ExpiresAt <= now
                ? PaymentRequestStatus.Expired
                : request.Status,
            Direction = request.ToId == viewer ? TransactionDirection.In : TransactionDirection.Out,
        });

    public static void Declare(Filter<PaymentRequestRow> filter, PaymentRequestFilterInput input) => filter
        .Where(input.Status, row => row.Status)
        .Where(input.Direction, row => row.Direction);
}
