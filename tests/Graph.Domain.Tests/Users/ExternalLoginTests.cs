using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

public sealed class ExternalLoginTests
{
    private static readonly Origin Somewhere = new("127.0.0.1", "test");

    private static readonly ExternalIdentity Ming = new("https://id.example", "sub-1", "sign-in-1", "13900000001", "Ming", "小明");

    [Fact]
    public async Task A_subject_has_one_account_and_each_sign_in_a_session()
    {
        await using var database = await TestDatabase.CreateAsync();
        var logins = database.Get<ExternalLogins>();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => logins.SessionOfAsync(Ming, Somewhere))));
        Assert.Single(sessions.Distinct());
        Assert.NotNull(sessions[0]);
        var second = await logins.SessionOfAsync(Ming with { SignIn = "sign-in-2", Phone = null }, Somewhere);
        Assert.NotEqual(sessions[0], second);
        var user = await database.Units.ReadAsync(db => db.Set<User>().SingleAsync());
        Assert.Equal(("ming", "小明", "13900000001", ""), (user.Handle, user.DisplayName, user.Phone, user.PasswordHash));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Account>().CountAsync(a => a.OwnerId == user.Id)));

        await database.Get<Sessions>().SignOutAsync(user.Id, second!.Value, sessions[0]!.Value);
        Assert.Null(await logins.SessionOfAsync(Ming with { SignIn = "sign-in-2" }, Somewhere));
        Assert.Equal(sessions[0], await logins.SessionOfAsync(Ming, Somewhere));
    }

    /// <summary>The other request may make the account at any moment between two reads, so many pairs are tried.</summary>
    [Fact]
    public async Task First_requests_of_a_sign_in_that_come_at_once_are_all_let_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        var logins = database.Get<ExternalLogins>();
        for (var i = 0; i < 40; i++)
        {
            var identity = Ming with { Subject = $"sub-{i}", Phone = $"139000{i:00000}" };
            var sessions = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => logins.SessionOfAsync(identity, Somewhere))));
            Assert.NotNull(Assert.Single(sessions.Distinct()));
        }

        Assert.Equal(40, await database.Units.ReadAsync(db => db.Set<User>().CountAsync(u => u.IsPhoneProved)));
        Assert.Equal(40, await database.Units.ReadAsync(db => db.Set<AuditEvent>().CountAsync(a => a.Kind == AuditKind.SignedUp)));
    }

    [Fact]
    public async Task Of_several_subjects_that_come_at_once_with_one_phone_the_first_keeps_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var logins = database.Get<ExternalLogins>();
        for (var i = 0; i < 40; i++)
        {
            var identity = Ming with { Phone = $"139000{i:00000}" };
            var sessions = await Task.WhenAll(Enumerable.Range(0, 6).Select(
                n => Task.Run(() => logins.SessionOfAsync(identity with { Subject = $"sub-{i}-{n}" }, Somewhere))));
            Assert.Single(sessions, session => session is not null);
        }

        Assert.Equal(40, await database.Units.ReadAsync(db => db.Set<User>().CountAsync(u => u.IsPhoneProved)));
        Assert.Equal(40, await database.Units.ReadAsync(db => db.Set<User>().CountAsync()));
    }

    [Fact]
    public async Task A_verified_phone_finds_the_account_that_proved_it_once_and_without_one_nobody_is_made()
    {
        await using var database = await TestDatabase.CreateAsync();
        var known = await database.PersonAsync(RealNameLevel.None);
        var phone = await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Phone).SingleAsync());
        Assert.NotNull(await database.Get<ExternalLogins>().SessionOfAsync(Ming with { Phone = phone }, Somewhere));

        // A number that changed hands does not take the account along.
        Assert.Null(await database.Get<ExternalLogins>().SessionOfAsync(Ming with { Subject = "sub-9", Phone = phone }, Somewhere));
        Assert.Equal(known, (await database.Units.ReadAsync(db => db.Set<ExternalLogin>().SingleAsync())).UserId);
        Assert.Null(await database.Get<ExternalLogins>().SessionOfAsync(Ming with { Subject = "sub-2", Phone = null }, Somewhere));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<User>().CountAsync()));
    }

    [Fact]
    public async Task A_closed_account_is_opened_by_no_later_sign_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        var logins = database.Get<ExternalLogins>();
        await logins.SessionOfAsync(Ming, Somewhere);
        var closed = await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Id).SingleAsync());
        await database.Get<AccountClosing>().CloseAsync(closed, "", Somewhere with { AuthenticatedAt = database.Clock.UtcNow() });
        Assert.Null(await logins.SessionOfAsync(Ming, Somewhere));
        var later = await logins.SessionOfAsync(Ming with { SignIn = "sign-in-2", Handle = "again" }, Somewhere);
        Assert.NotEqual(closed, await database.Units.ReadAsync(db => db.Set<Session>().Where(s => s.Id == later).Select(s => s.UserId).SingleAsync()));

        // A link that an older release left behind opens nothing either.
        await database.Units.WriteAsync(db => db.Set<ExternalLogin>().ExecuteUpdateAsync(set => set.SetProperty(l => l.UserId, closed)));
        Assert.Null(await logins.SessionOfAsync(Ming with { SignIn = "sign-in-3" }, Somewhere));
    }

    [Fact]
    public async Task A_verified_phone_is_taken_over_from_an_account_that_did_not_prove_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var holder = await database.SignUpAsync("13900000001", "holder");
        await database.Get<EvidenceDecisions>().RevokeAsync("13900000001", EvidenceKind.Phone, "For a test.");
        Assert.NotNull(await database.Get<ExternalLogins>().SessionOfAsync(Ming, Somewhere));
        var users = await database.Units.ReadAsync(db => db.Set<User>().ToListAsync());
        Assert.Equal(2, users.Count);
        Assert.Null(users.Single(u => u.Id == holder.User).Phone);
        Assert.Equal("13900000001", users.Single(u => u.Id != holder.User).Phone);
        Assert.Null(await database.Units.ReadAsync(db => db.Set<Session>().Where(s => s.Id == holder.Session).Select(s => s.EndedAt).SingleAsync()));
    }

    [Fact]
    public async Task A_handle_that_is_taken_or_none_is_replaced_and_nobody_signs_in_with_an_empty_password()
    {
        await using var database = await TestDatabase.CreateAsync();
        var logins = database.Get<ExternalLogins>();
        await logins.SessionOfAsync(Ming, Somewhere);
        await logins.SessionOfAsync(Ming with { Subject = "sub-2", Phone = "13900000002", Name = null }, Somewhere);
        await logins.SessionOfAsync(Ming with { Subject = "sub-3", Phone = "13900000003", Handle = "No Handle!" }, Somewhere);
        var handles = await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Handle).ToListAsync());
        Assert.Equal(3, handles.Distinct().Count());
        Assert.All(handles, handle => Assert.True(UserNames.IsHandle(handle), handle));
        var refused = await Assert.ThrowsAsync<DomainException>(() => database.Get<SignIns>().SignInAsync(new SignIn("13900000001", ""), Somewhere));
        Assert.IsType<ValidationError>(Assert.Single(refused.Errors));
    }
}
