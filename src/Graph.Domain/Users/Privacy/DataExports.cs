using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Privacy;

/// <param name="Token">The secret part of the link.</param>
/// <param name="ExpiresAt">When the link expires, in UTC.</param>
public sealed record ExportLink(string Token, DateTime ExpiresAt);

/// <summary>
/// Gives users a copy of their data (Personal Information Protection Law, article 45): once a day, by a link that works
/// once.
/// </summary>
public sealed class DataExports(
    Units units, PasswordChecks passwords, IEnumerable<IPersonalData> parts, KeyedHash hash, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<ExportLink> RequestAsync(UserId id, string password, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            await db.LockAsync(db.Set<User>().Where(u => u.Id == id));
            await Restrictions.RequireActiveAsync(db, id, now);
            var since = now - Pause;
            var recent = await db.Set<DataExport>()
                .Where(e => e.UserId == id && e.RequestedAt > since)
                .Select(e => (DateTime?)e.RequestedAt)
                .MaxAsync();
            if (recent is { } at)
            {
                throw new DomainException(new ExportedRecentlyError(at + Pause));
            }

            db.Set<DataExport>().Add(new DataExport
            {
                Id = new DataExportId(clock.NewGuid()),
                UserId = id,
                TokenHash = HashOf(token),
                RequestedAt = now,
                ExpiresAt = now + DataExport.Lifetime,
            });
            db.Audit(id, AuditKind.DataExported, now);
            return new ExportLink(token, now + DataExport.Lifetime);
        });
    }

    /// <summary>Uses a link up. Returns whose data it is; null when the link is unknown, used or expired.</summary>
    public async Task<UserId?> OpenAsync(string token)
    {
        var (now, tokenHash) = (clock.UtcNow(), HashOf(token));

        // A made-up token waits for no writer.
        var owner = await units.ReadAsync(db => Open(db, now)
            .Where(e => e.TokenHash == tokenHash)
            .Select(e => (UserId?)e.UserId)
            .SingleOrDefaultAsync());
        return owner is not null && await units.WriteAsync(db => Open(db, now)
            .Where(e => e.TokenHash == tokenHash)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.UsedAt, now))) == 1 ? owner : null;
    }

    /// <summary>
    /// Forgets a link that was used up for a copy that could not be made, so that its owner can ask for another one at once. The link itself
    /// does not come back, because the account may have been frozen meanwhile.
    /// </summary>
    public Task ForgetAsync(string token)
    {
        var tokenHash = HashOf(token);
        return units.WriteAsync(db => db.Set<DataExport>().Where(e => e.TokenHash == tokenHash && e.UsedAt != null).ExecuteDeleteAsync());
    }

    /// <summary>Ends the links of an account that were not used yet.</summary>
    internal static Task EndLinksAsync(GraphDb db, UserId id, DateTime now) => Open(db, now)
        .Where(e => e.UserId == id)
        .ExecuteUpdateAsync(set => set.SetProperty(e => e.UsedAt, now));

    private static IQueryable<DataExport> Open(GraphDb db, DateTime now) =>
        db.Set<DataExport>().Where(e => e.UsedAt == null && e.ExpiresAt > now);

    /// <summary>Writes the copy as a JSON object with an array for each part, row by row.</summary>
    /// <param name="user">Whose data it is.</param>
    /// <param name="target">A file. When the database fails in between, it is written again from its beginning.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task WriteAsync(UserId user, Stream target, CancellationToken cancellationToken) => units.ReadAsync(async db =>
    {
        target.SetLength(0);
        await using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        foreach (var part in parts.OrderBy(part => part.Name, StringComparer.Ordinal))
        {
            json.WriteStartArray(part.Name);
            await foreach (var row in part.ReadAsync(db, user).WithCancellation(cancellationToken))
            {
                json.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(row, Json), skipInputValidation: true);
                await json.FlushAsync(cancellationToken);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return true;
    });

    private byte[] HashOf(string token) => hash.Of("data export", token);
}
