using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Accounts;

/// <summary>Who an external authority says is there.</summary>
/// <param name="Issuer">The authority.</param>
/// <param name="Subject">Its name for the person; never another's.</param>
/// <param name="SignIn">Its name for this sign-in: tokens of one sign-in share a session here.</param>
/// <param name="Phone">A number that the authority has verified; null when it says nothing of one.</param>
/// <param name="Handle">The handle that the person would like.</param>
/// <param name="Name">The name to show.</param>
public sealed record ExternalIdentity(
    string Issuer, string Subject, string SignIn, string? Phone, string? Handle, string? Name);

/// <summary>Which account belongs to a subject of an external authority; found by a keyed hash of the two.</summary>
public sealed class ExternalLogin
{
    public byte[] Hash { get; private set; } = [];

    public UserId UserId { get; private set; }

    public DateTime Since { get; private set; }

    public static ExternalLogin Of(byte[] hash, UserId user, DateTime now) => new() { Hash = hash, UserId = user, Since = now };
}

/// <summary>
/// Accounts of people whom an external authority signs in: made, or found by the verified phone, the first time; and a
/// session for each sign-in there, which can be listed and ended like any other.
/// </summary>
public sealed class ExternalLogins(Units units, KeyedHash hash, TimeProvider clock)
{
    private static readonly TimeSpan SeenAnew = TimeSpan.FromHours(1);

    /// <summary>
    /// The session of a sign-in. Null when it was ended here, when the authority names no phone for a new account, or when
    /// the phone is that of somebody who may be another.
    /// </summary>
    public async Task<SessionId?> SessionOfAsync(ExternalIdentity identity, Origin origin)
    {
        var id = new SessionId(new Guid(
            hash.Of("external session", $"{identity.Issuer}\n{identity.Subject}\n{identity.SignIn}").AsSpan(1, 16), bigEndian: true));
        if (await units.ReadAsync(db => db.Set<Session>().SingleOrDefaultAsync(s => s.Id == id)) is { } known)
        {
            var now = clock.UtcNow();
            if (known.EndedAt is null && now - known.LastSeenAt > SeenAnew)
            {
                await units.WriteAsync(db => db.Set<Session>()
                    .Where(s => s.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now)));
            }

            return known.EndedAt is null ? id : null;
        }

        return await units.WriteAsync(async db =>
        {
            if (await db.Set<Session>().AnyAsync(s => s.Id == id))
            {
                return id;
            }

            if (await UserOfAsync(db, identity) is not { } user)
            {
                return (SessionId?)null;
            }

            var now = clock.UtcNow();
            db.Set<Session>().Add(Session.Open(id, user, origin.UserAgent, now));
            db.Audit(user, AuditKind.SignedIn, now, $"By {identity.Issuer}.", id);
            return id;
        });
    }

    private async Task<UserId?> UserOfAsync(GraphDb db, ExternalIdentity identity)
    {
        var key = hash.Of("external login", $"{identity.Issuer}\n{identity.Subject}");
        if (await db.Set<ExternalLogin>().SingleOrDefaultAsync(l => l.Hash == key) is { } login)
        {
            return login.UserId;
        }

        if (identity.Phone is null || UserNames.NormalizePhone(identity.Phone) is not { } phone)
        {
            return null;
        }

        var now = clock.UtcNow();
        var user = await db.Set<User>().Where(u => u.Phone == phone).Select(u => (UserId?)u.Id).SingleOrDefaultAsync();
        if (user is { } known)
        {
            // Numbers change hands. Only who has proved it here, and belongs to nobody there yet, is taken for the same person.
            if (await db.Set<ExternalLogin>().SingleOrDefaultAsync(l => l.UserId == known) is { } theirs)
            {
                // Of two first requests at once, the other has just made it.
                return theirs.Hash.AsSpan().SequenceEqual(key) ? known : null;
            }

            var isProved = await db.Set<Evidence>().AnyAsync(
                e => e.UserId == known && e.Kind == EvidenceKind.Phone && e.Status == EvidenceStatus.Accepted);
            if (!isProved)
            {
                return null;
            }

            db.Audit(known, AuditKind.SignedUp, now, $"From now on also by {identity.Issuer}.");
        }
        else
        {
            var handle = await HandleAsync(db, identity.Handle, key);
            var name = identity.Name is { } wanted && UserNames.IsDisplayName(wanted) ? wanted : handle;
            var made = User.SignUp(new UserId(clock.NewGuid()), handle, name, phone, passwordHash: "", now);
            db.Set<User>().Add(made);
            db.Raise(new UserSignedUp(made));
            db.Audit(made.Id, AuditKind.SignedUp, now, $"By {identity.Issuer}.");
            user = made.Id;
        }

        db.Set<ExternalLogin>().Add(ExternalLogin.Of(key, user.Value, now));
        return user;
    }

    /// <summary>The one that is wanted, if it is one and free; else one that nobody would choose.</summary>
    private static async Task<string> HandleAsync(GraphDb db, string? wanted, byte[] key)
    {
        var handle = wanted is null ? "" : UserNames.NormalizeHandle(wanted);
        return UserNames.IsHandle(handle) && !await db.Set<User>().AnyAsync(u => u.Handle == handle)
            ? handle
            : "u" + Convert.ToHexStringLower(key.AsSpan(1, 10));
    }
}

internal sealed class ExternalLoginConfiguration : IEntityTypeConfiguration<ExternalLogin>
{
    public void Configure(EntityTypeBuilder<ExternalLogin> login)
    {
        login.HasKey(l => l.Hash);
        login.Property(l => l.Hash).HasMaxLength(33).IsFixedLength();
        login.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Restrict);
        login.HasIndex(l => l.UserId).IsUnique();
    }
}
