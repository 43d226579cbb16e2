using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Friendships;

public sealed class FriendCapTests
{
    [Fact]
    public async Task Nobody_has_more_friends_than_there_may_be_on_either_side()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (popular, first, second) = (await NobodyAsync(), await NobodyAsync(), await NobodyAsync());
        await database.Units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Id == popular)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, Friendship.MaxFriends - 1)));
        var friends = database.Get<Friends>();
        foreach (var other in new[] { first, second })
        {
            await friends.SendRequestAsync(other, popular, null);
        }

        var answers = await Task.WhenAll(new[] { first, second }.Select(other => Task.Run(async () =>
        {
            try
            {
                await friends.SendRequestAsync(popular, other, null);
                return null;
            }
            catch (DomainException refused)
            {
                return refused.Errors[0];
            }
        })));
        Assert.Single(answers, answer => answer is TooManyFriendsError);
        Assert.Single(answers, answer => answer is null);
        Assert.Equal(2, await database.Units.ReadAsync(db => db.Set<Friendship>().CountAsync()));

        Task<UserId> NobodyAsync() => database.PersonAsync(RealNameLevel.None);
    }

    [Fact]
    public async Task A_request_expires_after_thirty_days_and_makes_place_for_another()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other) = (await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        var friends = database.Get<Friends>();
        var sent = await friends.SendRequestAsync(one, other, null);
        database.Clock.Advance(FriendRequest.Lifetime);
        var refused = await Assert.ThrowsAsync<DomainException>(() => friends.AnswerRequestAsync(other, sent.Request, accept: true));
        Assert.Equal(FriendRequestStatus.Expired, Assert.IsType<FriendRequestClosedError>(Assert.Single(refused.Errors)).Status);
        var again = await friends.SendRequestAsync(one, other, null);
        Assert.NotEqual(sent.Request, again.Request);
    }
}
