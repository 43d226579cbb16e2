using Graph.Api.Server;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server;

/// <summary>A server whose verifier takes more time than any operation has.</summary>
public sealed class SlowServer : GraphServer
{
    protected override void Configure(IServiceCollection services) => services.AddSingleton<IVerifier, SlowVerifier>();

    private sealed class SlowVerifier : IVerifier
    {
        private readonly SandboxVerifier _sandbox = new(new KeyedHash(new byte[32]), TimeProvider.System);

        public async Task<Verdict> VerifyFaceAsync(
            string token, VerifiedIdentity? identity, CancellationToken cancellationToken)
        {
            await Task.Delay(Patience.Longer, cancellationToken);
            return Verdict.Accepted;
        }

        public Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken) =>
            _sandbox.VerifyIdentityCardAsync(fullName, card, cancellationToken);

        public Task<AcceptedCard?> VerifyBankCardAsync(
            string number, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
            _sandbox.VerifyBankCardAsync(number, identity, cancellationToken);

        public Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken) =>
            _sandbox.VerifyAddressAsync(province, city, street, cancellationToken);

        public Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) =>
            _sandbox.SendPhoneCodeAsync(phone, cancellationToken);

        public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public sealed class OperationTimeTests(SlowServer server) : Scenario(server), IClassFixture<SlowServer>
{
    [Fact]
    public async Task An_operation_that_takes_too_long_is_cancelled_and_leaves_nothing()
    {
        // A face is compared with an identity card.
        var person = await server.SignUpAsync();
        await server.Services.GetRequiredService<IdentityProofing>().SubmitIdentityCardAsync(
            person.UserId, "王小明", People.NextIdNumber(), new Origin(null, null), default);

        // Only the operation that never ends has little time: on a slow machine the others might take too long as well.
        var limits = server.Services.GetRequiredService<GraphLimits>();
        var patient = limits.Operation;
        limits.Operation = TimeSpan.FromMilliseconds(100);
        var reply = await person.AskAsync(
            "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { evidence { id } } }",
            new { input = new { face = new { token = "face-ok" } } });
        limits.Operation = patient;
        Assert.Equal("OPERATION_TIMEOUT", reply.Code);
        Assert.False(await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<Evidence>().AnyAsync(e => e.Kind == EvidenceKind.Face)));
    }
}

public sealed class TimeTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task A_token_ends_after_a_quarter_of_an_hour_for_requests_and_for_sockets()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await socket.SubscribeAsync("1", "subscription { notifications { __typename } }");
        server.Clock.Advance(TimeSpan.FromMinutes(15));
        using var refused = await person.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);

        Assert.Equal(4403, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_code_is_good_for_five_minutes()
    {
        var person = await server.SignUpAsync();
        var (good, late) = (await person.Client.ChallengeAsync("requestPhoneCode", person.Phone), await person.Client.ChallengeAsync("requestPhoneCode", person.Phone));
        server.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Null((await SubmitAsync(good)).CodeOf());
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("VALIDATION", (await SubmitAsync(late)).CodeOf());

        Task<System.Text.Json.Nodes.JsonNode> SubmitAsync(string challenge) =>
            person.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } });
    }

    /// <summary>The window of a minute does not end here, however long the guesses take.</summary>
    [Fact]
    public async Task Guesses_made_at_once_are_all_counted()
    {
        const string SignIn = "mutation($input: SignInInput!) { signIn(input: $input) { errors { ... on Error { code } } } }";
        var person = await server.SignUpAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            server.Client().AskAsync(SignIn, new { input = new { phone = person.Phone, password = "wrong-Pass-1" } })));
        Assert.Equal(5, replies.Count(reply => reply.Code is null));
        Assert.Equal(15, replies.Count(reply => reply.Code == "RATE_LIMITED"));
    }

    [Theory]
    [InlineData("2026-11-23T04:05:06Z", true)]
    [InlineData("2026-11-23t04:05:06.5z", true)]
    [InlineData("2026-11-23T12:05:06.123456+08:00", true)]
    [InlineData("2026-11-23T04:05:06", false)]
    [InlineData("2026-11-23", false)]
    [InlineData("1/2/2026", false)]
    [InlineData("now", false)]
    public async Task Times_are_rfc_3339_with_an_offset(string text, bool isTime)
    {
        var person = await server.SignUpAsync();
        const string query = "query($t: DateTime!) { viewer { wallet { transactions(where: { createdAt: { gte: $t } }) { totalCount } } } }";
        Assert.Equal(isTime ? null : "BAD_USER_INPUT", (await person.AskAsync(query, new { t = text })).Code);
    }
}
