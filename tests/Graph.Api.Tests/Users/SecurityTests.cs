using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Users;

public sealed class SecurityTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Sessions = "{ viewer { security { sessions { id current createdAt lastSeenAt userAgent } } } }";

    private const string ChangePassword =
        "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { viewer { id } errors { ... on Error { code } ... on ValidationError { path } } } }";

    private const string SignOut =
        "mutation($input: SignOutInput!) { signOut(input: $input) { session { id } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Sessions_are_listed_and_each_can_be_ended_from_another()
    {
        var person = await server.Client().SignUpAsync();
        var phone = await SignInAsync(person);
        var sessions = await SessionsAsync(person);
        Assert.Equal(2, sessions.Count);
        Assert.Single(sessions, session => (bool)session!["current"]!);
        var other = (string)sessions.Single(session => !(bool)session!["current"]!)!["id"]!;
        Assert.Equal(other, (string)(await person.DoAsync(SignOut, new { session = other }))["session"]!["id"]!);
        using var refused = await phone.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Single(await SessionsAsync(person));
        var stranger = await server.Client().SignUpAsync();
        Assert.Equal("NOT_FOUND", (await stranger.DoAsync(SignOut, new { session = other })).CodeOf());
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sessions_with_their_streams()
    {
        var person = await server.Client().SignUpAsync();
        var other = await SignInAsync(person);
        await using var socket = await Socket.ReadyAsync(server, other.Client.Token);
        await socket.SubscribeAsync("1", "subscription { wallet { id } }");
        await socket.NextAsync();

        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(ChangePassword, new { password = "wrong-Pass-1", newPassword = "other-Pass-2" })).CodeOf());
        Assert.Equal("VALIDATION", (await person.DoAsync(ChangePassword, new { password = Somebody.Password, newPassword = "short" })).CodeOf());
        Assert.Equal("VALIDATION", (await person.DoAsync(ChangePassword, new { password = Somebody.Password, newPassword = Somebody.Password })).CodeOf());
        var changed = await person.DoAsync(ChangePassword, new { password = Somebody.Password, newPassword = "other-Pass-2" });
        Assert.Null(changed.CodeOf());
        Assert.Equal(4403, await socket.ClosedAsync());
        using var refused = await other.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Single(await SessionsAsync(person));
        var old = await server.Client().DataAsync(SignInMutation, new { input = new { phone = person.Phone, password = Somebody.Password } });
        Assert.Equal("INVALID_CREDENTIALS", old["signIn"]!.CodeOf());
        var refresh = await server.Client().DataAsync(
            "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { errors { ... on Error { code } } } }",
            new { input = new { refreshToken = other.RefreshToken } });
        Assert.Equal("INVALID_REFRESH_TOKEN", refresh["refreshSession"]!.CodeOf());
    }

    [Fact]
    public async Task The_audit_log_tells_what_touched_security_or_money_and_who_did_it()
    {
        var person = await server.Client().PersonAsync();
        var friend = await server.Client().PersonAsync();
        await person.BefriendAsync(friend);
        await person.TopUpAsync("20");
        await person.TransferAsync(friend, "5");
        await person.TransferAsync(friend, "5", pin: "000001");
        await server.Client().DataAsync(SignInMutation, new { input = new { phone = person.Phone, password = "wrong-Pass-1" } });
        var other = await SignInAsync(person);
        await other.FreezeAsync();
        await person.DoAsync(ChangePassword, new { password = Somebody.Password, newPassword = "other-Pass-2" });

        var log = (await person.DataAsync(
            "{ viewer { security { auditLog(first: 100) { totalCount nodes { id kind at detail session { id current } } pageInfo { hasNextPage } } } } }"))
            ["viewer"]!["security"]!["auditLog"]!;
        var lines = log["nodes"]!.AsArray();
        var kinds = lines.Select(line => (string)line!["kind"]!).ToList();
        Assert.Equal(
            ["SESSION_REVOKED", "PASSWORD_CHANGED", "FROZEN", "SIGNED_IN", "SIGN_IN_FAILED", "PIN_FAILED", "MONEY_MOVED", "MONEY_MOVED"],
            kinds[..8]);
        Assert.Equal("SIGNED_UP", kinds[^1]);
        foreach (var kind in new[] { "EVIDENCE_DECIDED", "LEVEL_CHANGED", "CARD_ADDED", "PIN_SET" })
        {
            Assert.Contains(kind, kinds);
        }

        Assert.Equal(lines.Count, (int)log["totalCount"]!);
        Assert.True((bool)lines[6]!["session"]!["current"]!);
        Assert.False((bool)lines[2]!["session"]!["current"]!);
        Assert.Null(lines[4]!["session"]);
        Assert.Equal("TRANSFER: 5.00 CNY.", (string)lines[6]!["detail"]!);

        // By id, and only by its owner.
        var id = (string)lines[0]!["id"]!;
        Assert.NotNull((await person.DataAsync("query($id: ID!) { node(id: $id) { id ... on AuditEvent { kind } } }", new { id }))["node"]);
        Assert.Null((await friend.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
        Assert.DoesNotContain("FROZEN", (await friend.DataAsync("{ viewer { security { auditLog { nodes { kind } } } } }")).ToJsonString());
    }

    private const string SignInMutation =
        "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken refreshToken } errors { ... on Error { code } } } }";

    private async Task<Somebody> SignInAsync(Somebody person)
    {
        var data = await server.Client().DataAsync(SignInMutation, new { input = new { phone = person.Phone, password = Somebody.Password } });
        return person with
        {
            Client = server.Client((string)data["signIn"]!["tokens"]!["accessToken"]!),
            RefreshToken = (string)data["signIn"]!["tokens"]!["refreshToken"]!,
        };
    }

    private static async Task<JsonArray> SessionsAsync(Somebody person) =>
        (await person.DataAsync(Sessions))["viewer"]!["security"]!["sessions"]!.AsArray();
}
