using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

public sealed class SignInTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string SignIn =
        "mutation($input: SignInInput!) { signIn(input: $input) { viewer { user { id handle } } tokens { accessToken refreshToken } errors { ... on Error { code } } } }";

    private const string SignUp =
        "mutation($input: SignUpInput!) { signUp(input: $input) { viewer { id } errors { ... on Error { code } ... on ValidationError { path } } } }";

    private const string Refresh =
        "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { tokens { accessToken refreshToken } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Somebody_signs_up_and_the_payload_is_resolved_as_the_new_viewer()
    {
        var phone = People.NextPhone();
        var challenge = await server.Client().ChallengeAsync("requestSignUpCode", phone);
        var data = await server.Client().DataAsync(
            """
            mutation($input: SignUpInput!) { signUp(input: $input) { viewer {
              user { handle displayName realNameLevel relation realName } roles settings { defaultVisibility }
              wallet { balance { amount currency } } friends { totalCount } realName { level limits { period } next { level missingChannels accepts } }
            } tokens { expiresAt deviceToken } errors { __typename } } }
            """,
            new { input = new { phone = $"+86 {phone}", challenge, phoneCode = "246810", password = Somebody.Password, displayName = "小红", handle = "h" + phone } });
        var viewer = data["signUp"]!["viewer"]!;
        Assert.Equal("SELF", (string)viewer["user"]!["relation"]!);
        Assert.Equal("NONE", (string)viewer["realName"]!["level"]!);
        Assert.NotNull(data["signUp"]!["tokens"]!["deviceToken"]);
        Assert.Equal("0.00", (string)viewer["wallet"]!["balance"]!["amount"]!);
        Assert.Equal("CLASS_I", (string)viewer["realName"]!["next"]!["level"]!);
        Assert.Equal(["ID_CARD"], viewer["realName"]!["next"]!["accepts"]!.AsArray().Select(kind => (string)kind!));
        Assert.Equal(["USER"], viewer["roles"]!.AsArray().Select(role => (string)role!));
    }

    [Theory]
    [InlineData("12345", Somebody.Password, "Name", "good_handle", "phone")]
    [InlineData("13711112222", "short1", "Name", "good_handle", "password")]
    [InlineData("13711112222", "onlyletters", "Name", "good_handle", "password")]
    [InlineData("13711112222", Somebody.Password, "", "good_handle", "displayName")]
    [InlineData("13711112222", Somebody.Password, "Name", "Bad Handle", "handle")]
    [InlineData("13711112222", Somebody.Password, "Name", "ab", "handle")]
    public async Task A_wrong_input_is_named(string phone, string password, string displayName, string handle, string wrong)
    {
        var data = await server.Client().DataAsync(SignUp, new { input = new { phone, challenge = "none", phoneCode = "246810", password, displayName, handle } });
        var error = Assert.Single(data["signUp"]!["errors"]!.AsArray())!;
        Assert.Equal("VALIDATION", (string)error["code"]!);
        Assert.Equal([wrong], error["path"]!.AsArray().Select(step => (string)step!));
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var data = await server.Client().DataAsync(
            SignUp, new { input = new { phone = "1", challenge = "none", phoneCode = "1", password = "2", displayName = "", handle = "?" } });
        Assert.Equal(4, data["signUp"]!["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_phone_and_a_handle_belong_to_one_account()
    {
        var first = await server.Client().SignUpAsync();
        var samePhone = await server.Client().DataAsync(SignUp, new
        {
            input = new { phone = first.Phone, challenge = await server.Client().ChallengeAsync("requestSignUpCode", first.Phone), phoneCode = "246810", password = Somebody.Password, displayName = "x", handle = "other_handle" },
        });
        var phone = People.NextPhone();
        var sameHandle = await server.Client().DataAsync(SignUp, new
        {
            input = new { phone, challenge = await server.Client().ChallengeAsync("requestSignUpCode", phone), phoneCode = "246810", password = Somebody.Password, displayName = "x", handle = first.Handle },
        });
        Assert.Equal("PHONE_TAKEN", samePhone["signUp"]!.CodeOf());
        Assert.Equal("HANDLE_TAKEN", sameHandle["signUp"]!.CodeOf());
    }

    [Fact]
    public async Task Signing_in_takes_the_right_password_and_does_not_say_what_was_wrong()
    {
        var person = await server.Client().SignUpAsync();
        var right = await SignInAsync(person.Phone, Somebody.Password);
        var wrong = await SignInAsync(person.Phone, "wrong-Pass-1");
        var unknown = await SignInAsync(People.NextPhone(), Somebody.Password);
        Assert.Equal(person.Handle, (string)right["viewer"]!["user"]!["handle"]!);
        Assert.Equal("INVALID_CREDENTIALS", wrong.CodeOf());
        Assert.Equal(wrong["errors"]!.ToJsonString(), unknown["errors"]!.ToJsonString());
    }

    [Fact]
    public async Task Wrong_passwords_are_limited_per_account_and_right_ones_do_not_count()
    {
        var person = await server.Client().SignUpAsync();
        for (var i = 0; i < 7; i++)
        {
            Assert.Null((await SignInAsync(person.Phone, Somebody.Password))["errors"]);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("INVALID_CREDENTIALS", (await SignInAsync(person.Phone, "wrong-Pass-1")).CodeOf());
        }

        var reply = await server.Client().AskAsync(SignIn, new { input = new { phone = person.Phone, password = Somebody.Password } });
        Assert.Equal("RATE_LIMITED", reply.Code);
        Assert.InRange((int)reply.Errors![0]!["extensions"]!["retryAfter"]!, 1, 60);
    }

    [Fact]
    public async Task Right_passwords_never_count_however_many_come_at_once()
    {
        var person = await server.Client().SignUpAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ =>
            server.Client().AskAsync(SignIn, new { input = new { phone = person.Phone, password = Somebody.Password } })));
        Assert.All(replies, reply => Assert.True(reply.Errors is null, reply.ToString()));
    }

    [Theory]
    [InlineData("handle\n", "13700001111")]
    [InlineData("handle_a", "13700001111\n")]
    public async Task Names_end_where_they_end(string handle, string phone)
    {
        var data = await server.Client().DataAsync(
            SignUp, new { input = new { phone, challenge = "none", phoneCode = "246810", password = Somebody.Password, displayName = "x", handle } });
        Assert.Equal("VALIDATION", data["signUp"]!.CodeOf());
    }

    [Fact]
    public async Task Two_refreshes_at_once_get_the_same_successor()
    {
        var person = await server.Client().SignUpAsync();
        var renewed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefreshAsync(person.RefreshToken)));
        var successor = Assert.Single(renewed.Select(tab => (string)tab["tokens"]!["refreshToken"]!).Distinct());
        Assert.Null((await RefreshAsync(successor))["errors"]);

        // Once the successor was used, the old token is a stolen one.
        Assert.Equal("INVALID_REFRESH_TOKEN", (await RefreshAsync(person.RefreshToken)).CodeOf());
        using var refused = await person.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_renews_once_and_its_later_use_ends_the_session()
    {
        var person = await server.Client().SignUpAsync();
        var renewed = await RefreshAsync(person.RefreshToken);
        Assert.Null((await RefreshAsync((string)renewed["tokens"]!["refreshToken"]!))["errors"]);
        var client = server.Client((string)renewed["tokens"]!["accessToken"]!);
        Assert.NotNull((await client.DataAsync("{ viewer { id } }"))["viewer"]);

        var reused = await RefreshAsync(person.RefreshToken);
        Assert.Equal("INVALID_REFRESH_TOKEN", reused.CodeOf());
        using var refused = await client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("INVALID_REFRESH_TOKEN", (await RefreshAsync((string)renewed["tokens"]!["refreshToken"]!)).CodeOf());
        Assert.Equal("INVALID_REFRESH_TOKEN", (await RefreshAsync("made-up")).CodeOf());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var person = await server.Client().SignUpAsync();
        var payload = await person.DoAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { session { id current } errors { __typename } } }", new { });
        Assert.True((bool)payload["session"]!["current"]!);
        using var refused = await person.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var (one, other) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var signedIn = await SignInAsync(one.Phone, Somebody.Password);
        var session = await server.Client((string)signedIn["tokens"]!["accessToken"]!).DataAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { session { id } } }", new { input = new { } });
        var reply = await other.DoAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { errors { ... on Error { code } } } }",
            new { session = (string)session["signOut"]!["session"]!["id"]! });
        Assert.Equal("NOT_FOUND", reply.CodeOf());
    }

    [Fact]
    public async Task A_profile_is_changed_and_cleared_field_by_field()
    {
        var person = await server.Client().SignUpAsync();
        const string update =
            """
            mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {
              viewer { user { displayName bio avatarUrl } settings { showsRealNameToFriends friendsSeeFriends defaultVisibility } }
              errors { ... on Error { code } ... on ValidationError { path } } } }
            """;
        var changed = await person.DoAsync(update, new
        {
            displayName = "新名字", bio = "hi", avatarUrl = "https://example.com/a.png", showsRealNameToFriends = false, defaultVisibility = "PUBLIC",
        });
        var cleared = await person.DoAsync(update, new { bio = "" });
        var refused = await person.DoAsync(update, new { avatarUrl = "javascript:alert(1)" });
        Assert.Equal("新名字", (string)changed["viewer"]!["user"]!["displayName"]!);
        Assert.Equal("PUBLIC", (string)changed["viewer"]!["settings"]!["defaultVisibility"]!);
        Assert.Null(cleared["viewer"]!["user"]!["bio"]);
        Assert.Equal("新名字", (string)cleared["viewer"]!["user"]!["displayName"]!);
        Assert.Equal("VALIDATION", refused.CodeOf());
    }

    [Fact]
    public async Task A_payment_pin_is_set_with_the_password()
    {
        var person = await server.Client().SignUpAsync();
        const string set = "mutation($input: SetPaymentPinInput!) { setPaymentPin(input: $input) { viewer { id } errors { ... on Error { code } ... on ValidationError { path } } } }";
        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(set, new { pin = Somebody.Pin, password = "wrong-Pass-1" })).CodeOf());
        foreach (var pin in new[] { "12345", "1234567", "abcdef", "111111", "" })
        {
            Assert.Equal("VALIDATION", (await person.DoAsync(set, new { pin, password = Somebody.Password })).CodeOf());
        }

        Assert.NotNull((await person.DoAsync(set, new { pin = Somebody.Pin, password = Somebody.Password }))["viewer"]);
    }

    private async Task<JsonNode> SignInAsync(string phone, string password) =>
        (await server.Client().DataAsync(SignIn, new { input = new { phone, password } }))["signIn"]!;

    private async Task<JsonNode> RefreshAsync(string refreshToken) =>
        (await server.Client().DataAsync(Refresh, new { input = new { refreshToken } }))["refreshSession"]!;
}
