using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence;

public sealed class CommitNoteTests
{
    [Fact]
    public async Task A_change_is_noted_and_what_only_counts_a_try_is_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync();
        var note = CommitNote.Begin();
        await database.Get<Throttle>().CountAsync("tries", person, most: 2, TimeSpan.FromHours(1));
        Assert.False(note.IsCommitted);

        await ChangeAsync("changed");
        Assert.True(note.IsCommitted);

        Task<int> ChangeAsync(string bio) => database.Units.WriteAsync(db =>
            db.Set<User>().Where(u => u.Id == person).ExecuteUpdateAsync(set => set.SetProperty(u => u.Bio, bio)));
    }

    [Fact]
    public async Task A_unit_that_fails_is_not_noted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var note = CommitNote.Begin();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.Units.WriteAsync<bool>(_ => throw new InvalidOperationException("It fails.")));
        Assert.False(note.IsCommitted);
    }
}
