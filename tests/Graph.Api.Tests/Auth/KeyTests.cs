using System.Security.Cryptography;
using System.Text;
using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Auth;

/// <summary>Keys that change, and secrets that stay secret.</summary>
public sealed class KeyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private static readonly byte[] One = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Two = [.. Enumerable.Repeat((byte)2, 32)];

    [Fact]
    public async Task Each_day_has_its_own_key_and_midnight_locks_nobody_out()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 23, 50, 0, TimeSpan.Zero));
        var tokens = new AccessTokens(new Keys(One, Two), clock);
        var session = new SessionId(Guid.CreateVersion7(clock.GetUtcNow()));
        var (token, _) = tokens.Issue(new UserId(Guid.CreateVersion7(clock.GetUtcNow())), session);
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(session, (await tokens.ReadAsync(token, new(null, null))).Session);
        var (next, _) = tokens.Issue(new UserId(Guid.CreateVersion7(clock.GetUtcNow())), session);
        Assert.NotEqual(HeaderOf(token), HeaderOf(next));
        clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<InvalidTokenException>(() => tokens.ReadAsync(token, new(null, null)));
        await tokens.ReadAsync(next, new(null, null));
    }

    [Fact]
    public async Task A_signing_key_that_was_replaced_is_taken_where_it_is_named_and_nowhere_else()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var (token, _) = new AccessTokens(new Keys(One, Two), clock)
            .Issue(new UserId(Guid.CreateVersion7(clock.GetUtcNow())), new SessionId(Guid.CreateVersion7(clock.GetUtcNow())));
        await new AccessTokens(new Keys(Two, Two, SigningBefore: One), clock).ReadAsync(token, new(null, null));
        await Assert.ThrowsAsync<InvalidTokenException>(() => new AccessTokens(new Keys(Two, Two), clock).ReadAsync(token, new(null, null)));
    }

    [Fact]
    public async Task An_identity_number_is_in_no_row_in_no_log_and_in_no_answer()
    {
        var person = await server.Client().SignUpAsync();
        var number = People.NextIdNumber();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = number } });
        await person.SubmitAsync(new { idCard = new { fullName = "张小明", idNumber = number } });
        var row = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<Person>()
            .SingleAsync(p => db.Set<User>().Any(u => u.Handle == person.Handle && u.PersonId == p.Id)));
        Assert.DoesNotContain(number, Encoding.UTF8.GetString(row.LockedIdNumber), StringComparison.Ordinal);
        Assert.DoesNotContain(number[6..14], Encoding.Latin1.GetString(row.LockedIdNumber), StringComparison.Ordinal);
        Assert.Equal(number, row.Identity(server.Services.GetRequiredService<ISecretBox>())!.IdNumber);
        Assert.DoesNotContain(server.Log.All, line => line.Contains(number, StringComparison.Ordinal));
        var all = await person.DataAsync(
            "{ viewer { realName { fullName maskedIdNumber evidence { reason } } security { auditLog { nodes { detail } } } notifications { nodes { title } } } }");
        Assert.DoesNotContain(number, all.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_at_rest_are_wrapped_outlive_the_process_and_open_under_no_other_key()
    {
        var box = server.Services.GetRequiredService<ISecretBox>();
        var locked = box.Lock("test", "secret");
        Assert.NotEqual(locked, box.Lock("test", "secret"));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("another purpose", locked));
        var xml = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<DataKey>().Select(k => k.Xml).ToListAsync());
        Assert.NotEmpty(xml);
        Assert.All(xml, key => Assert.DoesNotContain("<masterKey", key, StringComparison.Ordinal));
        Assert.All(xml, key => Assert.Contains("<wrapped", key, StringComparison.Ordinal));

        Assert.Equal("secret", Restarted(server.Services.GetRequiredService<Keys>()).Open("test", locked));
        Assert.ThrowsAny<CryptographicException>(() => Restarted(new Keys(One, Two)).Open("test", locked));

        // As another process over the same database would begin.
        ISecretBox Restarted(Keys keys) => new ServiceCollection()
            .AddLogging()
            .AddSingleton(server.Services.GetRequiredService<IServiceScopeFactory>())
            .AddSecretBox(keys)
            .AddSingleton(provider => new KeyRing(server.Services.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<KeyWrap>()))
            .BuildServiceProvider()
            .GetRequiredService<ISecretBox>();
    }

    private static string HeaderOf(string token) => token[..token.IndexOf('.', StringComparison.Ordinal)];
}
