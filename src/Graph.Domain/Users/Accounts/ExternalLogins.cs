using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.Accounts;

/// <summary>The identity of a person as an external authority states it.</summary>
/// <param name="Issuer">The authority.</param>
/// <param name="Subject">The authority's id for the person. It is never given to another person.</param>
/// <param name="SignIn">The authority's id for this sign-in. Tokens of the same sign-in share a session here.</param>
/// <param name="Phone">A phone number that the authority has verified; null when it gives none.</param>
/// <param name="Handle">The handle that the person would like; null when the authority gives none.</param>
/// <param name="Name">The name to show; null when the authority gives none.</param>
public sealed record ExternalIdentity(
    string Issuer, string Subject, string SignIn, string? Phone, string? Handle, string? Name);

/// <summary>
/// Links a subject of an external authority to an account. It is found by a keyed hash of issuer and subject.
/// </summary>
public sealed class ExternalLogin
{
    public byte[] Hash { get; private set; } = [];

    public UserId UserId { get; private set; }

    public DateTime Since { get; private set; }

    public static ExternalLogin Of(byte[] hash, UserId user, DateTime now) => new() { Hash = hash, UserId = user, Since = now };
}

/// <summary>
/// Manages accounts of people who sign in at an external authority. At the first sign-in the account is found by the
/// verified phone number, or created. Each sign-in there gets a session here, which can be listed and ended like any
/// other.
/// </summary>
public sealed class ExternalLogins(Units units, EvidenceDecisions decisions, KeyedHash hash, TimeProvider clock)
{
    private static readonly TimeSpan SeenAnew = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns the session of a sign-in, and opens it if necessary. Returns null when the session was ended here, when
    /// a new account would be needed but the authority gives no phone number, or one that another account may still
    /// take back, or when the account with that phone number is linked to another subject.
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
            db.Audit(user, AuditKind.SignedIn, now, $"Through {identity.Issuer}.", id);
            return id;
        });
    }

    private async Task<UserId?> UserOfAsync(GraphDb db, ExternalIdentity identity)
    {
        var key = hash.Of("external login", $"{identity.Issuer}\n{identity.Subject}");
        if (await db.Set<ExternalLogin>().SingleOrDefaultAsync(l => l.Hash == key) is { } login)
        {
            return await OpenAsync(db, login);
        }

        if (identity.Phone is null || Pasted.Phone(identity.Phone) is not { } phone)
        {
            return null;
        }

        var now = clock.UtcNow();
        var user = await db.Set<User>().Where(u => u.Phone == phone && u.IsPhoneProved).Select(u => (UserId?)u.Id).SingleOrDefaultAsync();
        if (user is { } known)
        {
            // An account that has proved the number is the same person's, if it is not linked to another subject yet.
            if (await db.Set<ExternalLogin>().SingleOrDefaultAsync(l => l.UserId == known) is { } theirs)
            {
                // When several first requests come at once, another one may have created this link a moment ago.
                return theirs.Hash.AsSpan().SequenceEqual(key) ? await OpenAsync(db, theirs) : null;
            }

            if (await db.LockAsync(db.Set<User>().Where(u => u.Id == known && u.Phone == phone && u.IsPhoneProved)) == 0)
            {
                // The account was closed, or has another phone since.
                return await UserOfAsync(db, identity);
            }

            db.Audit(known, AuditKind.SignedUp, now, $"Sign-in through {identity.Issuer} was added.");
        }
        else
        {
            if (await PhoneOwnership.IsProvedAsync(db, phone, by: null, now))
            {
                // Here too: an account may have proved the number since, and that account may be linked to this subject already.
                return await db.Set<User>().AnyAsync(u => u.Phone == phone && u.IsPhoneProved) ? await UserOfAsync(db, identity) : null;
            }

            await PhoneOwnership.TakeOverAsync(db, phone, by: default, now);
            var handle = await HandleAsync(db, identity.Handle, key);
            var name = TextKind.DisplayName.Read(identity.Name ?? "", out _) is { Length: > 0 } wanted ? wanted : handle;
            var made = User.SignUp(new UserId(clock.NewGuid()), handle, name, phone, passwordHash: "", now);
            db.Set<User>().Add(made);
            db.Raise(new UserSignedUp(made));
            db.Audit(made.Id, AuditKind.SignedUp, now, $"Through {identity.Issuer}.");
            decisions.AcceptPhone(db, made.Id, now);
            user = made.Id;
        }

        db.Set<ExternalLogin>().Add(ExternalLogin.Of(key, user.Value, now));
        return user;
    }

    /// <summary>Locks the account of a link. Returns null when it is closed.</summary>
    private static async Task<UserId?> OpenAsync(GraphDb db, ExternalLogin login) =>
        await db.TryLockOpenAccountAsync(login.UserId) ? login.UserId : null;

    /// <summary>
    /// Returns the wanted handle if it is valid and free; otherwise a generated handle that no user would choose.
    /// </summary>
    private static async Task<string> HandleAsync(GraphDb db, string? wanted, byte[] key)
    {
        var handle = wanted is null ? "" : Pasted.Handle(wanted);
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
