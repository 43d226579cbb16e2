using Graph.Api.Server.Relay;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>A row of the log wakes the streams that it may concern, and no others.</summary>
public sealed class FeedTailTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private FeedTail Tail => server.Services.GetRequiredService<FeedTail>();

    [Fact]
    public async Task A_payment_wakes_its_payee_and_those_friends_who_may_see_it()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var (friend, stranger, half) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await friend.BefriendAsync(payer);
        await friend.BefriendAsync(payee);
        await half.BefriendAsync(payer);
        await ShowAsync(payer, payee);
        using var told = await FollowAsync(payee, wantsActivities: false);
        using var ofFriend = await FollowAsync(friend, wantsActivities: true);
        await HandedOutAsync();
        using var ofStranger = await FollowAsync(stranger, wantsActivities: true);
        using var strangersOwn = await FollowAsync(stranger, wantsActivities: false);
        using var ofHalf = await FollowAsync(half, wantsActivities: true);
        var (activity, notification, unseen) = (ofStranger.NextAsync(default), strangersOwn.NextAsync(default), ofHalf.NextAsync(default));

        await payer.TransferAsync(payee, "1");
        var place = await ofFriend.NextAsync(default);
        Assert.True(place > ofFriend.Start);
        await told.NextAsync(default);

        await HandedOutAsync();
        Assert.False(activity.IsCompleted);
        Assert.False(notification.IsCompleted);

        // A friend of the payer alone is asked for with the others, and may not see it.
        Assert.False(unseen.IsCompleted);
    }

    [Fact]
    public async Task Who_becomes_a_friend_or_a_follower_hears_of_the_other_from_then_on_and_not_after_the_end()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var other = await server.PersonAsync();
        await other.BefriendAsync(payee);
        await ShowAsync(payer, payee);
        var shop = await server.OpenShopAsync();
        using var stream = await FollowAsync(other, wantsActivities: true);
        var next = await SilentAsync();
        await PayAsync();
        Assert.False(next.IsCompleted);

        await other.BefriendAsync(payer);
        next = await SilentAsync();
        await PayAsync();
        Assert.True(await next > stream.Start);

        await other.DoAsync("mutation($input: RemoveFriendInput!) { removeFriend(input: $input) { errors { __typename } } }", new { user = payer.Id });
        next = await SilentAsync();
        await PayAsync();
        Assert.False(next.IsCompleted);

        await FollowMerchantAsync("followMerchant");
        await shop.SellAsync(server.Clock.GetUtcNow());
        Assert.True(await next > stream.Start);
        await FollowMerchantAsync("unfollowMerchant");
        next = await SilentAsync();
        await shop.SellAsync(server.Clock.GetUtcNow());
        await HandedOutAsync();
        Assert.False(next.IsCompleted);

        // Whatever was rung until now is taken, so that only what follows ends the result.
        async Task<Task<long>> SilentAsync()
        {
            await HandedOutAsync();
            var rung = stream.NextAsync(default);
            while (rung.IsCompleted)
            {
                rung = stream.NextAsync(default);
            }

            return rung;
        }

        async Task PayAsync()
        {
            await payer.TransferAsync(payee, "1");
            await HandedOutAsync();
        }

        Task FollowMerchantAsync(string mutation) => other.DoAsync(
            $"mutation($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ merchant {{ id }} errors {{ __typename }} }} }}",
            new { merchant = shop.Merchant });
    }

    [Fact]
    public async Task Nobody_is_kept_who_listens_no_longer()
    {
        var person = await server.PersonAsync();
        var id = GlobalId.Parse(person.Id).To<UserId>();
        using (await FollowAsync(person, wantsActivities: true))
        using (await FollowAsync(person, wantsActivities: false))
        {
            Assert.Equal(2, Tail.CountOf(id));
        }

        Assert.Equal(0, Tail.CountOf(id));
    }

    /// <summary>Their payments are shown to those who are friends of both.</summary>
    private static async Task ShowAsync(params Somebody[] people)
    {
        foreach (var person in people)
        {
            await person.DoAsync(
                "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { defaultVisibility = "FRIENDS" });
        }
    }

    /// <summary>Waits until the tail has handed out all rows that are committed.</summary>
    private async Task HandedOutAsync()
    {
        var horizon = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.HorizonAsync(default));
        for (var started = DateTime.UtcNow; Tail.Place < horizon; await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < started + Patience.Long);
        }
    }

    private async Task<ILogFollower> FollowAsync(Somebody person, bool wantsActivities)
    {
        var viewer = GlobalId.Parse(person.Id).To<UserId>();
        return wantsActivities ? await Tail.FollowActivitiesAsync(viewer, null, null, default) : await Tail.FollowNotificationsAsync(viewer, default);
    }
}
