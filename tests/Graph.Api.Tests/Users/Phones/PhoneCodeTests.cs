using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Users.Phones;

/// <summary>A code goes back with the challenge of its request, and is tried five times.</summary>
public sealed class PhoneCodeTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string SignUp =
        "mutation($input: SignUpInput!) { signUp(input: $input) { viewer { id } errors { ... on Error { code } ... on ValidationError { path } } } }";

    [Fact]
    public async Task Signing_up_takes_the_code_that_was_sent_to_that_phone()
    {
        var (phone, other) = (People.NextPhone(), People.NextPhone());
        var challenge = await server.Client().ChallengeAsync("requestSignUpCode", phone);
        Assert.Equal("VALIDATION", await SignUpAsync(other, challenge, SandboxVerifier.PhoneCode));
        Assert.Equal("VALIDATION", await SignUpAsync(phone, "made-up", SandboxVerifier.PhoneCode));
        Assert.Equal("VALIDATION", await SignUpAsync(phone, challenge, "000000"));
        Assert.Equal("OK", await SignUpAsync(phone, challenge, SandboxVerifier.PhoneCode));
        Assert.Equal("VALIDATION", await SignUpAsync(phone, challenge, SandboxVerifier.PhoneCode));
    }

    [Fact]
    public async Task A_challenge_allows_five_tries_and_a_stranger_uses_up_only_the_own()
    {
        var phone = People.NextPhone();
        var owner = await server.Client().ChallengeAsync("requestSignUpCode", phone);
        var stranger = await server.Client().ChallengeAsync("requestSignUpCode", phone);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("VALIDATION", await SignUpAsync(phone, stranger, $"00000{i}"));
        }

        Assert.Equal("VALIDATION", await SignUpAsync(phone, stranger, SandboxVerifier.PhoneCode));
        Assert.Equal("OK", await SignUpAsync(phone, owner, SandboxVerifier.PhoneCode));
    }

    [Fact]
    public async Task A_taken_handle_costs_no_try_and_the_code_stays_usable()
    {
        var taken = (await server.SignUpAsync()).Handle;
        var phone = People.NextPhone();
        var challenge = await server.Client().ChallengeAsync("requestSignUpCode", phone);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal("HANDLE_TAKEN", await SignUpAsync(phone, challenge, SandboxVerifier.PhoneCode, taken));
        }

        Assert.Equal("OK", await SignUpAsync(phone, challenge, SandboxVerifier.PhoneCode));
    }

    [Fact]
    public async Task A_code_opens_nothing_but_what_it_was_sent_for()
    {
        var person = await server.SignUpAsync();
        var reset = await server.Client().ChallengeAsync("requestPasswordReset", person.Phone);
        var evidence = await person.SubmitAsync(new { phone = new { challenge = reset, code = SandboxVerifier.PhoneCode } });
        Assert.Equal("VALIDATION", evidence.CodeOf());
        var others = await (await server.SignUpAsync()).Client.ChallengeAsync("requestPhoneCode", person.Phone);
        Assert.Equal("VALIDATION", (await person.SubmitAsync(new { phone = new { challenge = others, code = SandboxVerifier.PhoneCode } })).CodeOf());
        var own = await person.Client.ChallengeAsync("requestPhoneCode", person.Phone);
        var proved = await person.SubmitAsync(new { phone = new { challenge = own, code = SandboxVerifier.PhoneCode } });
        Assert.Equal("ACCEPTED", (string)proved["evidence"]!["status"]!);
        Assert.Equal("VALIDATION", (await person.SubmitAsync(new { phone = new { challenge = own, code = SandboxVerifier.PhoneCode } })).CodeOf());
    }

    [Fact]
    public async Task A_known_device_has_codes_left_when_strangers_used_up_those_of_the_number()
    {
        var person = await server.Client().SignUpAsync();
        const string request = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { challenge errors { __typename } } }";
        for (var i = 0; i < 9; i++)
        {
            Assert.Null((await server.Client().AskAsync(request, new { input = new { phone = person.Phone } })).Code);
        }

        Assert.Equal("RATE_LIMITED", (await server.Client().AskAsync(request, new { input = new { phone = person.Phone } })).Code);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await person.Client.ChallengeAsync("requestPhoneCode", person.Phone));
        }

        const string own = "mutation($input: RequestPhoneCodeInput!) { requestPhoneCode(input: $input) { challenge } }";
        Assert.Equal("RATE_LIMITED", (await person.AskAsync(own, new { input = new { phone = person.Phone } })).Code);
    }

    private async Task<string> SignUpAsync(string phone, string challenge, string phoneCode, string? handle = null)
    {
        var data = await server.Client().DataAsync(SignUp, new
        {
            input = new { phone, challenge, phoneCode, password = Somebody.Password, displayName = "x", handle = handle ?? "u" + phone[3..] },
        });
        return data["signUp"]!["errors"] is null ? "OK" : data["signUp"]!.CodeOf()!;
    }
}
