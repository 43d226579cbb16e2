using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Privacy;

/// <summary>
/// Ends a closed account's bank cards, passkeys and link to an external authority, and erases its sessions, and the person when no other account needs
/// it.
/// </summary>
public sealed class UserEnd : IAccountEnd
{
    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        var cards = await db.Set<BankCard>().AsTracking().Where(c => c.UserId == user && c.RemovedAt == null).ToListAsync();
        cards.ForEach(card => card.Remove(now));
        await db.Set<Passkey>().Where(p => p.UserId == user).ExecuteDeleteAsync();
        await db.Set<ExternalLogin>().Where(l => l.UserId == user).ExecuteDeleteAsync();
    }

    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        var cards = await db.Set<BankCard>().AsTracking().Where(c => c.UserId == user).ToListAsync();
        cards.ForEach(card => card.Erase());
        await db.Set<Session>().Where(s => s.UserId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.UserAgent, (string?)null));
        if (await PersonOf.LastAccountAsync(db, user) is { } id)
        {
            (await db.Set<Person>().AsTracking().SingleAsync(p => p.Id == id)).Erase(now);
        }
    }
}

/// <summary>The account itself, for the copy of a user's data.</summary>
public sealed class AccountData : IPersonalData
{
    public string Name => "account";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var found = await db.Set<User>().SingleAsync(u => u.Id == user);
        var person = await db.Set<Person>().SingleOrDefaultAsync(p => p.Id == found.PersonId);
        yield return new
        {
            found.Handle,
            found.DisplayName,
            found.Phone,
            found.Bio,
            found.AvatarUrl,
            found.JoinedAt,
            RealNameLevel = found.Level.ToString(),
            found.RealName,
            IdNumber = person?.MaskedIdNumber,
            found.ShowsRealNameToFriends,
            found.FriendsSeeFriends,
            found.FoundByPhone,
            found.ShowsTrustBand,
            DefaultVisibility = found.DefaultVisibility.ToString(),
            Roles = found.Roles.Select(role => role.ToString()),
            found.FrozenAt,
        };
    }
}

/// <summary>The submitted evidence, for the copy of a user's data.</summary>
public sealed class EvidenceData : IPersonalData
{
    public string Name => "evidence";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<Evidence>().Where(e => e.UserId == user).OrderBy(e => e.SubmittedAt).AsAsyncEnumerable())
        {
            yield return new { Kind = row.Kind.ToString(), Status = row.Status.ToString(), row.SubmittedAt, row.DecidedAt, row.Reason };
        }
    }
}

/// <summary>Bank cards, for the copy of a user's data.</summary>
public sealed class BankCardData : IPersonalData
{
    public string Name => "bankCards";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var card in db.Set<BankCard>().Where(c => c.UserId == user).OrderBy(c => c.AddedAt).AsAsyncEnumerable())
        {
            yield return new { card.BankName, card.MaskedNumber, card.AddedAt, card.RemovedAt };
        }
    }
}

/// <summary>Passkeys, for the copy of a user's data.</summary>
public sealed class PasskeyData : IPersonalData
{
    public string Name => "passkeys";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var passkeys = db.Set<Passkey>().Where(p => p.UserId == user).OrderBy(p => p.CreatedAt);
        await foreach (var row in passkeys.AsAsyncEnumerable())
        {
            yield return new { row.Name, row.CreatedAt, row.LastUsedAt };
        }
    }
}

/// <summary>The audit log, for the copy of a user's data.</summary>
public sealed class AuditData : IPersonalData
{
    public string Name => "auditLog";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<AuditEvent>().Where(e => e.UserId == user).OrderBy(e => e.Sequence).AsAsyncEnumerable())
        {
            yield return new { Kind = row.Kind.ToString(), row.At, row.Detail };
        }
    }
}

/// <summary>The sessions in which a user was signed in, for the copy of the user's data.</summary>
public sealed class SessionsData : IPersonalData
{
    public string Name => "sessions";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<Session>().Where(s => s.UserId == user).OrderBy(s => s.CreatedAt).AsAsyncEnumerable())
        {
            yield return new { row.UserAgent, row.CreatedAt, row.LastSeenAt, row.EndedAt };
        }
    }
}
