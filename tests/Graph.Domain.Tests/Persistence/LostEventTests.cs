using Graph.Domain.Friendships;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence;

public sealed class LostEventTests
{
    [Fact]
    public async Task A_unit_that_raises_an_event_after_its_last_save_fails()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other) = (await database.PersonAsync(), await database.PersonAsync());
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => database.Units.WriteAsync(
            async (db, write) =>
            {
                await db.Set<User>().Where(u => u.Id == one).ExecuteUpdateAsync(set => set.SetProperty(u => u.Bio, "changed"));
                await db.SaveChangesAsync();
                db.Raise(new FriendshipBegan(one, other, default, database.Clock.GetUtcNow().UtcDateTime));
                await write.CommitAsync();
                return true;
            },
            isRepeatable: false,
            default));
        Assert.Contains(nameof(FriendshipBegan), failure.Message);
        Assert.Null(await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == one).Select(u => u.Bio).SingleAsync()));
    }
}
