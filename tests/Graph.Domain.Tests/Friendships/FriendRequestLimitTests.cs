using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Friendships;

/// <summary>Nobody can fill another's notifications with friend requests and their messages.</summary>
public sealed class FriendRequestLimitTests
{
    [Fact]
    public async Task A_user_sends_two_hundred_requests_a_day_and_those_that_are_taken_back_leave_no_message()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (sender, other) = (await database.PersonAsync(), await database.PersonAsync());
        var friends = database.Get<Friends>();
        for (var i = 0; i < 200; i++)
        {
            var sent = await friends.SendRequestAsync(sender, other, $"Hello {i}");
            Assert.Equal(1, await NoticesAsync());
            await friends.CancelRequestAsync(sender, sent.Request);
            Assert.Equal(0, await NoticesAsync());
        }

        var refused = await Assert.ThrowsAsync<DomainException>(() => friends.SendRequestAsync(sender, other, "Once more"));
        Assert.IsType<TooOftenError>(Assert.Single(refused.Errors));
        await friends.SendRequestAsync(other, sender, "Another user still can");
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await friends.SendRequestAsync(sender, other, null)).Friendship);

        Task<int> NoticesAsync() => database.Units.ReadAsync(db => Feeds.Notifications(db, other)
            .CountAsync(n => n.Kind == NotificationKind.FriendRequested));
    }
}
