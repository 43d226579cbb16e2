using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Users.Passkeys;
using Graph.Api.Users.RealNames;
using Graph.Api.Users.Security;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>Loads people, and objects of the viewer's account, by ID. Each batch is one database command.</summary>
public sealed class UserLoaders(GraphDb db, Caller caller, LoaderMemory memory, NamedReads named)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), UserProfile> Visible = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id)).Select(u => UserProfile.Of(u)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), NamedUser> AsNamed = new((db, of) =>
        db.NamedFor(of.Viewer).Where(row => of.Ids.Contains(row.User.Id)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<BankCardId> Ids), BankCard> OwnCards = new((db, of) =>
        db.Set<BankCard>().Where(c => of.Ids.Contains(c.Id) && c.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<SessionId> Ids), Session> OwnSessions = new((db, of) =>
        db.Set<Session>().Where(s => of.Ids.Contains(s.Id) && s.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<EvidenceId> Ids), Evidence> OwnEvidence = new((db, of) =>
        db.Set<Evidence>().Where(e => of.Ids.Contains(e.Id) && e.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PasskeyId> Ids), Passkey> OwnPasskeys = new((db, of) =>
        db.Set<Passkey>().Where(p => of.Ids.Contains(p.Id) && p.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<AuditEventId> Ids), AuditEvent> OwnAuditEvents = new((db, of) =>
        db.Set<AuditEvent>().Where(e => of.Ids.Contains(e.Id) && e.UserId == of.Viewer));

    public BatchLoader<UserId, UserNode?> ById => field ??= new(memory, async (ids, cancellationToken) => await Visible.DictionaryAsync(
        db, (caller.Viewer, ids), u => u.Id, u => (UserNode?)new UserNode(u), cancellationToken), null);

    /// <summary>
    /// People who are named in an object that the viewer may see already. A payment names both sides, even if one has
    /// blocked the other: then with the name at the time of the block, and nothing that was changed later.
    /// </summary>
    public BatchLoader<UserId, UserNode?> Named => field ??= new(memory, async (ids, cancellationToken) => caller.IsListener
        ? await named.FindAsync(caller.IdOrNobody, ids, cancellationToken)
        : await AsNamed.DictionaryAsync(
            db, (caller.IdOrNobody, ids), row => row.User.Id, row => (UserNode?)row.Node, cancellationToken), null);

    public BatchLoader<EvidenceId, EvidenceNode?> Evidence => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnEvidence.DictionaryAsync(db, (caller.Viewer, ids), e => e.Id, e => (EvidenceNode?)new EvidenceNode(e), cancellationToken), null);

    public BatchLoader<BankCardId, BankCard?> BankCards => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnCards.DictionaryAsync(db, (caller.Viewer, ids), c => c.Id, c => (BankCard?)c, cancellationToken), null);

    public BatchLoader<PasskeyId, PasskeyNode?> Passkeys => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnPasskeys.DictionaryAsync(db, (caller.Viewer, ids), p => p.Id, p => (PasskeyNode?)new PasskeyNode(p), cancellationToken), null);

    public BatchLoader<SessionId, SessionNode?> Sessions => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnSessions.DictionaryAsync(
            db, (caller.Viewer, ids), s => s.Id, s => (SessionNode?)new SessionNode(s, caller.Session), cancellationToken), null);

    public BatchLoader<AuditEventId, AuditEventNode?> AuditEvents => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnAuditEvents.DictionaryAsync(
            db, (caller.Viewer, ids), e => e.Id, e => (AuditEventNode?)new AuditEventNode(e), cancellationToken), null);

    /// <summary>The viewer's own account; null for any other ID.</summary>
    public async Task<ViewerNode?> FindViewerAsync(ViewerId id) =>
        id.Value == caller.Viewer.Value ? await FindViewerAsync(CancellationToken.None) : null;

    /// <summary>
    /// The viewer, read anew, so that a payload shows what the mutation changed. Null when nobody is signed in, or when
    /// the mutation ended the session.
    /// </summary>
    public async Task<ViewerNode?> FindViewerAsync(CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session || await CallerReader.FindAsync(db, session, cancellationToken) is not { } user)
        {
            return null;
        }

        caller.Refresh(user);
        return new ViewerNode(user);
    }

    /// <summary>Makes the rest of the request see what the mutation changed in the viewer's account.</summary>
    public Task RefreshViewerAsync(CancellationToken cancellationToken) => FindViewerAsync(cancellationToken);
}
