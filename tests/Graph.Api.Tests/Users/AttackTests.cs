using System.Net;
using System.Net.Http.Json;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

/// <summary>What somebody tries who wants into another's account, or to know who has one.</summary>
public sealed class AttackTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string SignIn =
        "mutation($input: SignInInput!) { signIn(input: $input) { viewer { user { id } } tokens { accessToken refreshToken } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Who_asks_whether_a_number_has_an_account_has_to_wait()
    {
        var somebody = await server.Client().SignUpAsync();
        const string SignUp = "mutation($input: SignUpInput!) { signUp(input: $input) { errors { ... on Error { code } } } }";
        object Input(string phone) => new { input = new { phone, password = Somebody.Password, displayName = "x", handle = somebody.Handle } };
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("PHONE_TAKEN", (await server.Client().DataAsync(SignUp, Input(somebody.Phone)))["signUp"]!.CodeOf());
        }

        Assert.Equal("RATE_LIMITED", (await server.Client().AskAsync(SignUp, Input(somebody.Phone))).Code);
        Assert.Equal("HANDLE_TAKEN", (await server.Client().DataAsync(SignUp, Input(People.NextPhone())))["signUp"]!.CodeOf());
    }

    /// <summary>Session fixation: a token that somebody was handed before signing in does not become theirs.</summary>
    [Fact]
    public async Task Signing_in_makes_a_session_of_its_own_whatever_token_was_sent_with_it()
    {
        var (attacker, victim) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        var data = await attacker.DataAsync(SignIn, new { input = new { phone = victim.Phone, password = Somebody.Password } });
        var signedIn = data["signIn"]!;
        Assert.Equal(victim.Id, (string)signedIn["viewer"]!["user"]!["id"]!);
        Assert.NotEqual(attacker.Client.Token, (string)signedIn["tokens"]!["accessToken"]!);
        Assert.NotEqual(attacker.RefreshToken, (string)signedIn["tokens"]!["refreshToken"]!);
        var still = await attacker.DataAsync("{ viewer { user { id } } }");
        Assert.Equal(attacker.Id, (string)still["viewer"]!["user"]!["id"]!);
    }

    /// <summary>A list of requests in one body would multiply guesses; there are no such lists.</summary>
    [Fact]
    public async Task A_batch_of_sign_ins_is_refused_whole()
    {
        var victim = await server.Client().SignUpAsync();
        using var http = new HttpClient();
        var guess = new { query = SignIn, variables = new { input = new { phone = victim.Phone, password = "wrong-Pass-1" } } };
        using var response = await http.PostAsJsonAsync(server.Endpoint, new[] { guess, guess, guess });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var right = await server.Client().DataAsync(SignIn, new { input = new { phone = victim.Phone, password = Somebody.Password } });
        Assert.Null(right["signIn"]!["errors"]);
    }

    /// <summary>Both look at a hash, and both answer the same: what differs would tell who has an account.</summary>
    [Fact]
    public async Task An_unknown_phone_and_a_wrong_password_are_answered_alike()
    {
        var victim = await server.Client().SignUpAsync();
        var wrong = await server.Client().AskAsync(SignIn, new { input = new { phone = victim.Phone, password = "wrong-Pass-1" } });
        var unknown = await server.Client().AskAsync(SignIn, new { input = new { phone = People.NextPhone(), password = "wrong-Pass-1" } });
        Assert.Equal(wrong.Data!.ToJsonString(), unknown.Data!.ToJsonString());
        Assert.Equal("INVALID_CREDENTIALS", wrong.Data!["signIn"]!.CodeOf());
    }
}
