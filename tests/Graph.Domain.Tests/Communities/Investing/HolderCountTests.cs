using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities.Investing;

/// <summary>How many hold: of an institution, of a fund, and with a community. Somebody looks each day, and takes the numbers from each other.</summary>
public sealed class HolderCountTests
{
    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(0, 5, 5)]
    [InlineData(7, 11, 7)]
    [InlineData(7, 12, 12)]
    [InlineData(7, 3, 7)]
    [InlineData(7, 2, 2)]
    public void A_number_is_published_when_it_differs_by_five(long before, long now, long next) => Assert.Equal(next, Holders.Next(before, now));

    [Fact]
    public Task Nobody_shows_who_comes_or_goes_alone() => Circle.WithAsync(async (database, circle) =>
    {
        var members = await MembersAsync(circle, 11);
        await BuyAsync(circle, members[..6]);
        Assert.Equal((5, 5, 5), await LookAsync(database, circle));

        // From six to ten, and the fifth who comes is the one whom the number shows, with the four before.
        foreach (var member in members[6..10])
        {
            await BuyAsync(circle, member);
            Assert.Equal((5, 5, 5), await LookAsync(database, circle));
        }

        await BuyAsync(circle, members[10]);
        Assert.Equal((10, 10, 10), await LookAsync(database, circle));
        foreach (var (index, member) in members[..5].Index())
        {
            await circle.Investors.RedeemAsync(member, circle.Fund);
            await circle.PassAsync();
            var shown = index < 4 ? 10 : 5;
            Assert.Equal((shown, shown, shown), await LookAsync(database, circle));
        }
    });

    [Fact]
    public Task Nothing_is_counted_between_two_days_that_close() => Circle.WithAsync(async (database, circle) =>
    {
        var members = await MembersAsync(circle, 5);
        foreach (var member in members)
        {
            await circle.BuyWithAsync(member, circle.Community);
        }

        // In the morning after, the orders are settled, and the day of before was counted in the evening.
        await circle.PassAsync(1);
        await database.MeetAsync<HolderCounts>();
        await circle.Investors.WorkAsync();
        Assert.Equal(0, await database.MeetAsync<HolderCounts>());
        await circle.PassAsync(1);
        Assert.Equal(1, await database.MeetAsync<HolderCounts>());
    });

    /// <summary>
    /// Few come and go each day, in two funds. Whenever a number that is shown is another one, the holders whom it counts differ by
    /// five persons or more from those of its last change.
    /// </summary>
    [Fact]
    public Task No_difference_of_two_looks_tells_of_fewer_than_five() => Circle.WithAsync(async (database, circle) =>
    {
        var random = new Random(20261124);
        var other = await circle.Investors.FundAsync(FundKind.Bond);
        var members = await MembersAsync(circle, 14);
        var counted = new Dictionary<string, (int? Shown, HashSet<UserId> Holders)>();
        var steps = new Dictionary<string, int>();
        for (var day = 0; day < 30; day++)
        {
            foreach (var member in members.Where(_ => random.Next(5) == 0))
            {
                var fund = random.Next(3) == 0 ? other : circle.Fund;
                if ((await circle.Investors.HoldingAsync(member, fund))?.Free > 0)
                {
                    await circle.Investors.RedeemAsync(member, fund);
                }
                else if (fund == other)
                {
                    await circle.BuyAsync(member, 1, other);
                }
                else
                {
                    await circle.BuyWithAsync(member, circle.Community);
                }
            }

            await circle.PassAsync(1, 1, other);
            var (all, ofFund, ofCommunity) = await LookAsync(database, circle);
            Compare("all", all, await HoldersAsync([circle.Fund, other]));
            Compare("fund", ofFund, await HoldersAsync([circle.Fund]));
            Compare("community", ofCommunity, await HoldersAsync([circle.Fund]));
        }

        Assert.All(["all", "fund", "community"], (string what) => Assert.True(steps[what] >= 2, $"{what} changed {steps[what]} times."));

        void Compare(string what, int? shown, HashSet<UserId> holders)
        {
            var (before, then) = counted.GetValueOrDefault(what, (null, []));
            if (shown != before)
            {
                var changed = holders.Count(one => !then.Contains(one)) + then.Count(one => !holders.Contains(one));
                Assert.True(changed >= 5, $"{what} went from {before} to {shown} when {changed} persons came or went.");
                counted[what] = (shown, holders);
                steps[what] = steps.GetValueOrDefault(what) + 1;
            }
        }

        Task<HashSet<UserId>> HoldersAsync(FundId[] funds) => circle.Town.ReadAsync(async db => (await db.Set<Holding>()
            .Where(h => funds.Contains(h.FundId) && h.Units > 0 && h.UserId != null).Select(h => h.UserId!.Value).ToListAsync()).ToHashSet());
    });

    private static async Task<List<UserId>> MembersAsync(Circle circle, int count)
    {
        var members = new List<UserId>();
        for (var i = 0; i < count; i++)
        {
            members.Add(await circle.Investors.PersonAsync(2_000));
            await circle.Town.JoinAsync(members[i], circle.Community);
        }

        return members;
    }

    private static async Task BuyAsync(Circle circle, params IEnumerable<UserId> members)
    {
        foreach (var member in members)
        {
            await circle.BuyWithAsync(member, circle.Community);
        }

        await circle.PassAsync();
    }

    /// <summary>Counts, and returns what staff see: of the institution, of the fund, and with the community.</summary>
    private static async Task<(int?, int?, int?)> LookAsync(TestDatabase database, Circle circle)
    {
        await database.MeetAsync<HolderCounts>();
        return await circle.Town.ReadAsync(async db => (
            Holders.InFives((await db.Set<Institution>().SingleAsync(i => i.Id == circle.Investors.Institution)).Holders),
            Holders.InFives((await db.Set<Fund>().SingleAsync(f => f.Id == circle.Fund)).Holders),
            Holders.InFives((await CommunityHolderCounts.ReadAsync(db, [circle.Investors.Institution], default))
                .SingleOrDefault(row => row.CommunityId == circle.Community)?.Persons ?? 0)));
    }
}
