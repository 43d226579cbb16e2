using System.Net;
using System.Net.Http.Json;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

/// <summary>What somebody tries who wants into another's account, or to know who has one.</summary>
public sealed class AttackTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string SignIn =
        "mutation($input: SignInInput!) { signIn(input: $input) { viewer { user { id } } tokens { accessToken refreshToken } errors { ... on Error { code } } } }";

    /// <summary>Whoever has no code to a number learns nothing about it, whatever handle is sent with it.</summary>
    [Fact]
    public async Task Without_a_code_signing_up_does_not_say_which_numbers_have_an_account()
    {
        var somebody = await server.Client().SignUpAsync();
        const string SignUp = "mutation($input: SignUpInput!) { signUp(input: $input) { errors { ... on Error { code message } ... on ValidationError { path } } } }";
        var answers = new HashSet<string>();
        foreach (var phone in (string[])[somebody.Phone, People.NextPhone()])
        {
            var challenge = await server.Client().ChallengeAsync("requestSignUpCode", phone);
            foreach (var handle in (string[])[somebody.Handle, "free_" + People.NextPhone()])
            {
                var data = await server.Client().DataAsync(SignUp, new { input = new { phone, challenge, phoneCode = "000000", password = Somebody.Password, displayName = "x", handle } });
                answers.Add(data["signUp"]!["errors"]!.ToJsonString());
            }
        }

        Assert.Contains("phoneCode", Assert.Single(answers));
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
