using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Requests;

/// <summary>The idempotency key of a request, created by the client.</summary>
public readonly record struct RequestKey(Guid Value) : ITypedId<RequestKey>
{
    public static RequestKey From(Guid value) => new(value);
}

/// <summary>A request with its user, its key and its answer. It is never deleted.</summary>
public sealed class Request
{
    public const int MaxOperation = 40;

    public required UserId ActorId { get; init; }

    public required string Operation { get; init; }

    public required RequestKey Key { get; init; }

    /// <summary>
    /// The version of the canonical form in which the input was hashed (<see cref="RequestInput"/>).
    /// </summary>
    public required long InputVersion { get; init; }

    public required byte[] InputHash { get; init; }

    public required DateTime At { get; init; }

    /// <summary>
    /// The result as JSON; null while the first request is running, and when it was refused. <see cref="Refusal"/>
    /// holds a refusal.
    /// </summary>
    public string? Result { get; private set; }

    public string? Refusal { get; init; }

    public void Answer(string result) => Result = result;
}

internal sealed class RequestConfiguration : IEntityTypeConfiguration<Request>
{
    public void Configure(EntityTypeBuilder<Request> request)
    {
        request.HasKey(r => new { r.ActorId, r.Operation, r.Key });
        request.Property(r => r.Operation).HasMaxLength(Request.MaxOperation);
        request.Property(r => r.InputHash).HasMaxLength(33).IsFixedLength();
        request.HasOne<User>().WithMany().HasForeignKey(r => r.ActorId).OnDelete(DeleteBehavior.Restrict);
        request.ToTable(table => table.HasCheckConstraint(
            "ck_request_one_answer", "result IS NULL OR refusal IS NULL"));
    }
}
