using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

public sealed class PasswordTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task A_sign_in_that_was_under_way_does_not_outlive_a_new_password()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (signIns, passwords) = (database.Get<SignIns>(), database.Get<PasswordChecks>());
        var password = TestDatabase.Password;
        var (user, current, _, _) = await database.SignUpAsync("13800000001", "somebody");
        for (var round = 1; round <= 12; round++)
        {
            var (old, next) = (password, $"another-Pass-{round}");
            var tries = Enumerable.Range(0, 4).Select(_ => Task.Run(() => TryAsync(() => signIns.SignInAsync(new SignIn("13800000001", old), Nowhere))));
            var change = Task.Run(() => passwords.ChangeAsync(user, current, old, next, Nowhere));
            await Task.WhenAll([.. tries, change]);
            var open = await database.Units.ReadAsync(db => db.Set<Session>().Where(s => s.EndedAt == null).Select(s => s.Id).ToListAsync());
            Assert.Equal([current], open);
            password = next;
            database.Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task Of_two_new_passwords_at_once_one_is_taken_and_the_other_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (signIns, passwords) = (database.Get<SignIns>(), database.Get<PasswordChecks>());
        var signedUp = await database.SignUpAsync("13800000001", "somebody");
        var other = await signIns.SignInAsync(new SignIn("13800000001", "secret-Pass-1"), Nowhere);
        var changed = await Task.WhenAll(
            Task.Run(() => TryAsync(() => passwords.ChangeAsync(signedUp.User, signedUp.Session, "secret-Pass-1", "secret-Pass-2", Nowhere))),
            Task.Run(() => TryAsync(() => passwords.ChangeAsync(signedUp.User, other.Session, "secret-Pass-1", "secret-Pass-3", Nowhere))));
        Assert.Single(changed, done => done);
        Assert.True(await TryAsync(() => signIns.SignInAsync(new SignIn("13800000001", changed[0] ? "secret-Pass-2" : "secret-Pass-3"), Nowhere)));
    }

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (DomainException refused) when (refused.Errors is [InvalidCredentialsError or WrongPasswordError])
        {
            return false;
        }
    }
}
