using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Friendships;

public readonly record struct FriendRequestId(Guid Value) : ITypedId<FriendRequestId>
{
    public static FriendRequestId From(Guid value) => new(value);
}

/// <summary>Where a friend request stands.</summary>
public enum FriendRequestStatus
{
    /// <summary>Waits for an answer; for 30 days at most.</summary>
    Pending = 0,

    /// <summary>The two are friends since.</summary>
    Accepted = 1,

    /// <summary>Said no.</summary>
    Declined = 2,

    /// <summary>Taken back by who sent it.</summary>
    Cancelled = 3,

    /// <summary>Nobody answered within 30 days.</summary>
    Expired = 4,
}

/// <summary>Somebody asks somebody else to be friends.</summary>
public sealed class FriendRequest
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    public const int MaxMessage = 200;

    public FriendRequestId Id { get; private set; }

    public UserId FromId { get; private set; }

    public UserId ToId { get; private set; }

    public string? Message { get; private set; }

    /// <summary>As stored; an unanswered request reads as expired once its time is over.</summary>
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

    /// <summary>Taken back by who sent it. Again changes nothing.</summary>
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

    /// <summary>Between whom a blocking stands, neither sees what was asked.</summary>
    public static Expression<Func<FriendRequest, bool>> VisibleTo(UserId viewer, GraphDb db) => request =>
        (request.FromId == viewer && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == request.ToId))
        || (request.ToId == viewer && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == request.FromId));

    /// <summary>Makes place for a new one between the same two people.</summary>
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
        request.Property(r => r.Message).HasMaxLength(FriendRequest.MaxMessage);
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
