using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

/// <summary>When a role or a level is there and does not count, or is gone and is not asked for.</summary>
public sealed class RestingPowerTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Reports = "{ contentReports { totalCount nodes { subjectId } } }";

    private const string Reverse =
        "mutation($input: ReverseTransactionInput!) { reverseTransaction(input: $input) { transaction { id } errors { ... on Error { code } } } }";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operator_s_powers_rest_while_the_account_is_frozen_or_restricted(bool frozen)
    {
        var admin = await server.AdminAsync();
        var (payer, payee) = await server.FriendsAsync("10");
        var sent = (await payer.SendAsync(payee, "10")).Id();
        await ChangeAsync(admin, user =>
        {
            if (frozen)
            {
                user.Freeze(null, DateTime.UtcNow);
            }
            else
            {
                user.Restrict(DateTime.UtcNow);
            }
        });
        var refused = await admin.AskAsync(Reverse, new { input = new { idempotencyKey = Guid.CreateVersion7(), transaction = sent, reason = "theft" } });
        Assert.Equal("FORBIDDEN", refused.Code);
        Assert.Contains("Unfreeze the account, or wait", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("FORBIDDEN", (await admin.AskAsync(Reports)).Code);
        Assert.False(await admin.SeesAsync(sent));

        await ChangeAsync(admin, user =>
        {
            user.Unfreeze();
            user.Restrict(DateTime.UtcNow - User.Restriction);
        });
        Assert.Equal("10.00", (await payee.BalanceAsync()));
        Assert.Null((await admin.ReverseAsync(sent))["errors"]);
    }

    [Fact]
    public async Task An_operator_neither_decides_about_their_own_posts_nor_sees_who_reported_them()
    {
        var (admin, other, reader) = (await server.AdminAsync(), await server.AdminAsync(), await server.SignUpAsync());
        var post = await admin.PostedAsync(new { text = "Mine", visibility = "PUBLIC" });
        await reader.MustAsync("reportContent", new { subject = post, reason = "Spam" });
        Assert.DoesNotContain(post, (await admin.DataAsync(Reports)).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(post, (await other.DataAsync(Reports)).ToJsonString(), StringComparison.Ordinal);
        var report = (string)(await other.DataAsync("{ contentReports(first: 100) { nodes { id subjectId } } }"))["contentReports"]!["nodes"]!.AsArray()
            .Single(node => (string)node!["subjectId"]! == post)!["id"]!;
        Assert.Equal((false, true), (await admin.SeesAsync(report), await other.SeesAsync(report)));
        Assert.Equal("VALIDATION", (await admin.ActAsync("hideContent", new { subject = post, reason = "Fine", hidden = false })).CodeOf());
        await other.MustAsync("hideContent", new { subject = post, reason = "Spam" });
    }

    [Fact]
    public async Task A_request_that_had_its_effect_is_answered_again_after_the_level_was_lost()
    {
        var (payer, payee) = await server.FriendsAsync("10");
        var key = Guid.CreateVersion7();
        var sent = await payer.SendAsync(payee, "3", key: key);
        Assert.Null(sent["errors"]);
        await ChangeAsync(payer, user => user.Reassess([]));
        var again = await payer.SendAsync(payee, "3", key: key);
        Assert.Equal((sent.Id(), true), (again.Id(), (bool)again["replayed"]!));
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (await payer.SendAsync(payee, "4", key: key)).CodeOf());

        // A new request is refused as ever, and so is somebody else's with the same key.
        foreach (var (who, to, with) in new[] { (payer, payee, Guid.CreateVersion7()), (await server.SignUpAsync(), payee, key) })
        {
            var refused = await who.AskAsync(
                "mutation($input: TransferInput!) { transfer(input: $input) { replayed } }",
                new { input = new { idempotencyKey = with, to = to.Id, amount = new { amount = "3" } } });
            Assert.Equal("REAL_NAME_REQUIRED", refused.Code);
        }

        Assert.Equal("7.00", await payer.BalanceAsync());
    }

    private Task ChangeAsync(Somebody person, Action<User> change) => server.Services.GetRequiredService<Units>().WriteAsync(async db =>
    {
        change(await db.Set<User>().AsTracking().SingleAsync(u => u.Id == person.UserId));
        return true;
    });
}
