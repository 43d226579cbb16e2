using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Lending;

public sealed class TrustTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Trust = "trust { direct { amount } reachable { amount } via { id } }";

    [Fact]
    public async Task Trust_reaches_along_chains_that_allow_it_and_through_nobody_who_is_hidden()
    {
        var (viewer, friend, far, stranger) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await viewer.BefriendAsync(friend);
        await friend.BefriendAsync(far);
        Assert.Null((await friend.SetTrustLineAsync(viewer, "800", chains: true))["errors"]);
        Assert.Null((await far.SetTrustLineAsync(friend, "330", chains: true))["errors"]);
        Assert.Equal(("800.00", "800.00"), await OfAsync(viewer, friend));
        await NightAsync();
        Assert.Equal(("0.00", "200.00"), await OfAsync(viewer, far));
        Assert.Equal(friend.Id, (string)(await SeenAsync(viewer, far))!["via"]![0]!["id"]!);
        Assert.Null(await SeenAsync(viewer, stranger));

        // A chain would tell who is a friend of somebody who keeps that hidden.
        foreach (var (shows, reachable) in new[] { (false, "0.00"), (true, "200.00") })
        {
            await friend.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { friendsSeeFriends = shows });
            Assert.Equal(("800.00", "800.00"), await OfAsync(viewer, friend));
            Assert.Equal(reachable, (await SeenAsync(viewer, far))?.Amount("reachable") ?? "0.00");
        }

        // A giver who does not allow chains any more ends them at once, and a block does too.
        Assert.Null((await far.SetTrustLineAsync(friend, "330", chains: false))["errors"]);
        Assert.Equal(("0.00", "0.00"), await OfAsync(viewer, far));
        Assert.Null((await far.SetTrustLineAsync(friend, "330", chains: true))["errors"]);
        await NightAsync();
        Assert.Equal(("0.00", "200.00"), await OfAsync(viewer, far));
        await friend.DoAsync("mutation($input: BlockUserInput!) { blockUser(input: $input) { errors { __typename } } }", new { user = viewer.Id });
        Assert.Null(await SeenAsync(viewer, far));
    }

    /// <summary>The promise in the middle is looked for from the side that has fewer people, so both sides are tried.</summary>
    [Fact]
    public async Task Trust_reaches_along_three_promises_whichever_side_has_more_people()
    {
        var (viewer, near, middle, far, other) = (
            await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        foreach (var (one, another) in new[] { (viewer, near), (near, middle), (middle, far), (near, far), (viewer, other), (other, middle), (other, far) })
        {
            await one.BefriendAsync(another);
        }

        Assert.Null((await near.SetTrustLineAsync(viewer, "300", chains: true))["errors"]);
        Assert.Null((await middle.SetTrustLineAsync(near, "120", chains: true))["errors"]);
        Assert.Null((await far.SetTrustLineAsync(middle, "300", chains: true))["errors"]);
        await NightAsync();
        Assert.Equal(("0.00", "100.00"), await OfAsync(viewer, far));

        // Two friends promise to the viewer now, and one person is promised to by the far end.
        Assert.Null((await other.SetTrustLineAsync(viewer, "300", chains: true))["errors"]);
        Assert.Null((await middle.SetTrustLineAsync(other, "90", chains: true))["errors"]);
        await NightAsync();
        Assert.Equal(("0.00", "200.00"), await OfAsync(viewer, far));
    }

    [Fact]
    public async Task A_score_is_explained_and_friends_see_the_band_where_it_is_switched_on()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var stranger = await server.PersonAsync();
        Assert.Equal("NEW", (string)(await ScoreAsync(borrower))["band"]!);
        var loan = await lender.LendAsync(borrower, "100", "0", 1);
        Assert.Null((await borrower.RepayAsync(loan, "100"))["errors"]);
        var score = await ScoreAsync(borrower);
        Assert.Equal((int)score["value"]!, score["parts"]!.AsArray().Sum(part => (int)part!["points"]!));
        Assert.Equal(1_000, score["parts"]!.AsArray().Sum(part => (int)part!["outOf"]!));
        Assert.Equal(("FAIR", 40, 20), ((string)score["band"]!, (int)score["parts"]![0]!["points"]!, (int)score["parts"]![5]!["points"]!));
        Assert.Null(await BandAsync(lender, borrower));
        await borrower.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { viewer { settings { showsTrustBand } } errors { __typename } } }", new { showsTrustBand = true });
        Assert.Equal("FAIR", await BandAsync(lender, borrower));
        Assert.Null(await BandAsync(stranger, borrower));

        static async Task<System.Text.Json.Nodes.JsonNode> ScoreAsync(Somebody person) =>
            (await person.DataAsync("{ viewer { trustScore { value band parts { name points outOf } } } }"))["viewer"]!["trustScore"]!;

        static async Task<string?> BandAsync(Somebody viewer, Somebody other) =>
            (string?)(await viewer.DataAsync("query($h: String!) { user(handle: $h) { trustBand } }", new { h = other.Handle }))["user"]!["trustBand"];
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> SeenAsync(Somebody viewer, Somebody other) =>
        (await viewer.DataAsync($"query($h: String!) {{ user(handle: $h) {{ {Trust} }} }}", new { h = other.Handle }))["user"]!["trust"];

    private static async Task<(string Direct, string Reachable)> OfAsync(Somebody viewer, Somebody other)
    {
        var trust = (await SeenAsync(viewer, other))!;
        return (trust.Amount("direct"), trust.Amount("reachable"));
    }

    /// <summary>The night's snapshot, taken now.</summary>
    private async Task NightAsync()
    {
        var units = server.Services.GetRequiredService<Units>();
        await units.WriteAsync(db => db.Set<TrustSnapshot>().ExecuteDeleteAsync());
        await units.WriteAsync(server.Services.GetServices<Graph.Domain.Persistence.Deadlines.IDeadline>().OfType<TrustSnapshots>().Single().TakeAsync);
    }
}
