using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users.RealNames;

/// <summary>One piece of evidence that the viewer submitted, with the verifier's decision.</summary>
public sealed class EvidenceNode(Evidence evidence) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the evidence's owner can fetch it by this ID.</summary>
    public ITypedId Id => evidence.Id;

    /// <summary>The channel, that is the kind of evidence.</summary>
    public EvidenceKind Kind => evidence.Kind;

    /// <summary>The status of the evidence. Only ACCEPTED evidence counts towards the real-name level.</summary>
    public EvidenceStatus Status => evidence.Status;

    /// <summary>The time at which the viewer submitted it, in UTC.</summary>
    public DateTime SubmittedAt => evidence.SubmittedAt;

    /// <summary>The time at which the verifier decided, in UTC; null while the evidence is pending.</summary>
    public DateTime? DecidedAt => evidence.DecidedAt;

    /// <summary>The time at which accepted evidence expires, in UTC; null when it does not expire.</summary>
    public DateTime? ValidUntil => evidence.ValidUntil;

    /// <summary>
    /// The reason why the evidence was not accepted, or what it waits for, as text for people; null when there is none.
    /// </summary>
    public string? Reason => evidence.Reason;

    /// <summary>
    /// The channels of which one decides this evidence: FACE and PHONE while an identity card waits for a proof, because another account has
    /// the same identity. Otherwise empty.
    /// </summary>
    public IReadOnlyList<EvidenceKind> WaitsFor =>
        evidence is { Status: EvidenceStatus.Pending, ClaimedPersonId: not null } ? [EvidenceKind.Face, EvidenceKind.Phone] : [];
}
