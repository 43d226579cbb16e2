using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>Recognises the devices on which the owner of an account has signed in.</summary>
public sealed class KnownDevices(Units units, KeyedHash hash, TimeProvider clock)
{
    /// <summary>Returns the device with this token, if it is one of the account's; null otherwise.</summary>
    public async Task<KnownDeviceId?> FindAsync(string? token, UserId? user)
    {
        if (token is null)
        {
            return null;
        }

        // It looks for the token also when there is no account, so that the time does not reveal whether there is one.
        var device = await WithTokenAsync(token);
        return device is not null && device.UserId == user ? device.Id : null;
    }

    /// <summary>Returns the device with this token, whosever it is; null when there is none.</summary>
    public async Task<KnownDeviceId?> FindAsync(string? token) => token is null ? null : (await WithTokenAsync(token))?.Id;

    /// <summary>Returns whose device has this token; null when there is none.</summary>
    public async Task<UserId?> OwnerAsync(string token) => (await WithTokenAsync(token))?.UserId;

    /// <summary>Returns the known device of a session; null when there is none.</summary>
    public Task<KnownDeviceId?> OfSessionAsync(SessionId? session) => units.ReadAsync(db => OfSessionAsync(db, session));

    internal static Task<KnownDeviceId?> OfSessionAsync(GraphDb db, SessionId? session) => db.Set<Session>()
        .Where(s => s.Id == session)
        .Select(s => s.DeviceId)
        .SingleOrDefaultAsync();

    /// <summary>Remembers that the device was used; or knows a new one, and forgets the one that was used longest ago.</summary>
    internal async Task<KnownDeviceId> KnowAsync(GraphDb db, UserId user, string token)
    {
        var (now, tokenHash) = (clock.UtcNow(), HashOf(token));
        if (await db.Set<KnownDevice>().SingleOrDefaultAsync(d => d.TokenHash == tokenHash && d.UserId == user) is { } known)
        {
            await db.Set<KnownDevice>().Where(d => d.Id == known.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.LastUsedAt, now));
            return known.Id;
        }

        var tooMany = await db.Set<KnownDevice>()
            .Where(d => d.UserId == user)
            .OrderByDescending(d => d.LastUsedAt)
            .Skip(KnownDevice.MaxPerUser - 1)
            .Select(d => d.Id)
            .ToListAsync();
        await ForgetAsync(db, user, tooMany);
        var device = KnownDevice.Know(new KnownDeviceId(clock.NewGuid()), user, tokenHash, now);
        db.Set<KnownDevice>().Add(device);
        return device.Id;
    }

    /// <summary>Forgets the devices of an account, because its password was changed or reset, or it was closed.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="user">The account.</param>
    /// <param name="except">A device that stays known; null for none.</param>
    internal static async Task ForgetAllAsync(GraphDb db, UserId user, KnownDeviceId? except = null) => await ForgetAsync(
        db, user, await db.Set<KnownDevice>().Where(d => d.UserId == user && d.Id != except).Select(d => d.Id).ToListAsync());

    private Task<KnownDevice?> WithTokenAsync(string token)
    {
        var tokenHash = HashOf(Pasted.Token(token));
        return units.ReadAsync(db => db.Set<KnownDevice>().SingleOrDefaultAsync(d => d.TokenHash == tokenHash));
    }

    private static async Task ForgetAsync(GraphDb db, UserId user, List<KnownDeviceId> devices)
    {
        if (devices.Count > 0)
        {
            await db.Set<Session>()
                .Where(s => s.UserId == user && s.DeviceId != null && devices.Contains(s.DeviceId.Value))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.DeviceId, (KnownDeviceId?)null));
            await db.Set<KnownDevice>().Where(d => devices.Contains(d.Id)).ExecuteDeleteAsync();
        }
    }

    private byte[] HashOf(string token) => hash.Of("known device", token);
}
