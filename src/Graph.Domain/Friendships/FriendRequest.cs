using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Friendships;

public readonly record struct FriendRequestId(Guid Value) : ITypedId<FriendRequestId>
{
    public static FriendRequestId From(Guid value) => new(value);
}

/// <summary>The status of a friend request.</summary>
public enum FriendRequestStatus
{
    /// <summary>The request waits for an answer, for at most 30 days.</summary>
    Pending = 0,

    /// <summary>The request was accepted, and the two users became friends.</summary>
    Accepted = 1,

    /// <summary>The recipient declined the request, or blocked the sender.</summary>
    Declined = 2,

    /// <summary>The sender took the request back, or blocked the recipient.</summary>
    Cancelled = 3,

    /// <summary>The request was not answered within 30 days.</summary>
    Expired = 4,
}

/// <summary>A user's request to become friends with another user.</summary>
public sealed class FriendRequest
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public FriendRequestId Id { get; private set; }

    public UserId FromId { get; private set; }

    public UserId ToId { get; private set; }

    public string? Message { get; private set; }

    /// <summary>
    /// The stored status. Use <see cref="StatusAt"/>, because an unanswered request counts as expired once its time is
    /// over.
    /// </summary>
    public FriendRequestStatus Status { get; private set; }

    public DateTime SentAt { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    public static FriendRequest Send(FriendRequestId id, UserId from, UserId to, string? message, DateTime now) => new()
    {
        Id = id,
        FromId = from,
        ToId = to,
        Message = message,
        SentAt = now,
        ExpiresAt = now + Lifetime,
    };

    public FriendRequestStatus StatusAt(DateTime now) =>
        Status == FriendRequestStatus.Pending && ExpiresAt <= now ? FriendRequestStatus.Expired : Status;

    public void Answer(bool accept, DateTime now)
    {
        if (StatusAt(now) is not FriendRequestStatus.Pending and var status)
        {
            throw new DomainException(new FriendRequestClosedError(status));
        }

        Status = accept ? FriendRequestStatus.Accepted : FriendRequestStatus.Declined;
        AnsweredAt = now;
    }

    /// <summary>Takes the request back. Taking it back twice changes nothing.</summary>
    public void Cancel(DateTime now)
    {
        switch (StatusAt(now))
        {
            case FriendRequestStatus.Pending:
                Status = FriendRequestStatus.Cancelled;
                AnsweredAt = now;
                break;
            case FriendRequestStatus.Cancelled:
                break;
            case var status:
                throw new DomainException(new FriendRequestClosedError(status));
        }
    }

    /// <summary>
    /// Selects the requests that the viewer sent or received. A block between the two users hides the request from
    /// both. So does the closing of one account, so that nobody can tell a block from it.
    /// </summary>
    public static Expression<Func<FriendRequest, bool>> VisibleTo(UserId viewer, GraphDb db) => request =>
        (request.FromId == viewer
            && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == request.ToId)
            && db.Set<User>().Any(u => u.Id == request.ToId && u.ClosedAt == null))
        || (request.ToId == viewer
            && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == request.FromId)
            && db.Set<User>().Any(u => u.Id == request.FromId && u.ClosedAt == null));

    /// <summary>
    /// Stores that the request has expired, so that a new request between the same two users can be sent.
    /// </summary>
    public void Expire(DateTime now)
    {
        if (StatusAt(now) == FriendRequestStatus.Expired)
        {
            Status = FriendRequestStatus.Expired;
            AnsweredAt = ExpiresAt;
        }
    }
}

internal sealed class FriendRequestConfiguration : IEntityTypeConfiguration<FriendRequest>
{
    public void Configure(EntityTypeBuilder<FriendRequest> request)
    {
        request.HasKey(r => r.Id);
        request.Property(r => r.Message).HasMaxLength(TextKind.Message.MaxUnits);
        request.HasOne<User>().WithMany().HasForeignKey(r => r.FromId).OnDelete(DeleteBehavior.Restrict);
        request.HasOne<User>().WithMany().HasForeignKey(r => r.ToId).OnDelete(DeleteBehavior.Restrict);
        request.HasIndex(r => new { r.FromId, r.ToId }).IsUnique().HasFilter("status = 0").HasDatabaseName("ux_friend_request_open");
        request.HasIndex(r => new { r.FromId, r.SentAt });
        request.HasIndex(r => new { r.ToId, r.SentAt });
        request.ToTable(table =>
        {
            table.HasCheckConstraint("ck_friend_request_two_people", "from_id <> to_id");
            table.HasCheckConstraint(
                "ck_friend_request_answered", "(status = 0 AND answered_at IS NULL) OR (status <> 0 AND answered_at IS NOT NULL)");
        });
    }
}
