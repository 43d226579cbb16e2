using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.RealNames;

public readonly record struct EvidenceId(Guid Value) : ITypedId<EvidenceId>
{
    public static EvidenceId From(Guid value) => new(value);
}

/// <summary>The channels through which users can prove their identity.</summary>
public enum EvidenceKind
{
    /// <summary>A code that was sent to the phone number of the account.</summary>
    Phone = 0,

    /// <summary>The resident identity card. Every level needs it.</summary>
    IdCard = 1,

    /// <summary>A bank card in the user's own name.</summary>
    BankCard = 2,

    /// <summary>The address at which the user lives.</summary>
    Address = 3,

    /// <summary>The user's face, compared with the identity card.</summary>
    Face = 4,

    /// <summary>
    /// Completed orders of the last twelve months: at least three, of ¥10 or more, each with a merchant of another
    /// person. It is valid for a year.
    /// </summary>
    TransactionHistory = 5,
}

/// <summary>The status of evidence.</summary>
public enum EvidenceStatus
{
    /// <summary>
    /// It is not decided yet. If `waitsFor` is empty, the verifier did not answer: submit the evidence again later. Otherwise submit one of
    /// those channels.
    /// </summary>
    Pending = 0,

    /// <summary>The verifier accepted it, and it counts towards the level.</summary>
    Accepted = 1,

    /// <summary>The verifier rejected it; `reason` says why.</summary>
    Rejected = 2,

    /// <summary>
    /// It was accepted once, but is too old now. A pending submission also expires when a later one takes its place.
    /// </summary>
    Expired = 3,

    /// <summary>It was accepted once, but was revoked.</summary>
    Revoked = 4,
}

/// <summary>A submission for a channel, and the verifier's decision.</summary>
public sealed class Evidence
{
    public const int MaxReason = 200;

    public EvidenceId Id { get; private set; }

    public UserId UserId { get; private set; }

    public EvidenceKind Kind { get; private set; }

    public EvidenceStatus Status { get; private set; }

    public DateTime SubmittedAt { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>When the acceptance ends by itself; null when it does not end.</summary>
    public DateTime? ValidUntil { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>
    /// For an identity card that waits for proof: the person who has another account already; null otherwise.
    /// </summary>
    public PersonId? ClaimedPersonId { get; private set; }

    public static Evidence Submit(EvidenceId id, UserId user, EvidenceKind kind, DateTime now) => new()
    {
        Id = id,
        UserId = user,
        Kind = kind,
        Status = EvidenceStatus.Pending,
        SubmittedAt = now,
    };

    public void Decide(Verdict verdict, DateTime now)
    {
        if (Status != EvidenceStatus.Pending)
        {
            throw new InvalidOperationException($"Evidence {Id} is already {Status}.");
        }

        Status = verdict.Status;
        Reason = verdict.Reason is null ? null : TextKind.Clip(verdict.Reason, MaxReason);
        ValidUntil = verdict.Status == EvidenceStatus.Accepted ? verdict.ValidUntil : null;
        DecidedAt = verdict.Status == EvidenceStatus.Pending ? null : now;
    }

    /// <summary>Says that the identity card is that of a person who has another account.</summary>
    public void Claim(PersonId person) => ClaimedPersonId = person;

    /// <summary>Ends the acceptance of evidence that is too old or was revoked.</summary>
    public void Withdraw(EvidenceStatus status, string? reason, DateTime now)
    {
        if (Status != EvidenceStatus.Accepted || status is not (EvidenceStatus.Expired or EvidenceStatus.Revoked))
        {
            throw new InvalidOperationException($"Evidence {Id} is {Status} and cannot become {status}.");
        }

        (Status, Reason, DecidedAt, ValidUntil) = (status, reason, now, null);
    }
}

internal sealed class EvidenceConfiguration : IEntityTypeConfiguration<Evidence>
{
    public void Configure(EntityTypeBuilder<Evidence> evidence)
    {
        evidence.HasKey(e => e.Id);
        evidence.Property(e => e.Reason).HasMaxLength(Evidence.MaxReason);
        evidence.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
        evidence.HasOne<Person>().WithMany().HasForeignKey(e => e.ClaimedPersonId).OnDelete(DeleteBehavior.Restrict);
        evidence.HasIndex(e => new { e.UserId, e.SubmittedAt });
        evidence.HasIndex(e => e.ValidUntil).HasFilter("valid_until IS NOT NULL");
        evidence.ToTable(table => table.HasCheckConstraint(
            "ck_evidence_decided", "(status = 0 AND decided_at IS NULL) OR (status <> 0 AND decided_at IS NOT NULL)"));
    }
}
