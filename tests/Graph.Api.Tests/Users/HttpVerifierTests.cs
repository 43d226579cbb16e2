using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;

namespace Graph.Api.Tests.Users;

/// <summary>A service on loopback that verifies, and misbehaves as it is told.</summary>
public sealed class VerifyingService : IAsyncDisposable
{
    private readonly WebApplication _app;

    public VerifyingService()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/verify/{what}", async (string what, HttpRequest request) =>
        {
            var body = (await JsonNode.ParseAsync(request.Body))!;
            lock (Asked)
            {
                Asked.Add((what, body, request.Headers.Authorization.ToString()));
            }

            return await Answer(what, body);
        });
    }

    public List<(string What, JsonNode Body, string Authorization)> Asked { get; } = [];

    public Func<string, JsonNode, Task<IResult>> Answer { get; set; } = Well;

    public Uri Url => new(_app.Urls.Single() + "/verify");

    public Task StartAsync() => _app.StartAsync();

    public static Task<IResult> Well(string what, JsonNode body) => Task.FromResult(what switch
    {
        "bank-cards" => (string)body["number"]! == "6222020000000000005"
            ? Results.NotFound()
            : Results.Json(new { bankName = "Bank of Tests", token = "token-1" }),
        "phone-codes" => Results.Json(new { code = "246810" }),
        "faces" => Results.Json(new { status = "ACCEPTED", validUntil = "2030-01-01T08:00:00+08:00" }),
        _ when body.ToJsonString().Contains("\\u62D2", StringComparison.Ordinal) => Results.Json(new { status = "REJECTED", reason = "Not the same." }),
        _ => Results.Json(new { status = "ACCEPTED" }),
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A server whose verifier is somewhere else, and is waited for however slow this machine is.</summary>
public sealed class VerifiedServer : VerifierElsewhere
{
    protected override void Configure(IServiceCollection services) =>
        services.PostConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.AttemptTimeout.Timeout = Patience.Long;
            options.TotalRequestTimeout.Timeout = Patience.Longer;
            options.CircuitBreaker.SamplingDuration = Patience.Longer;
        });
}

/// <summary>A server that waits for its verifier no longer than it does elsewhere.</summary>
public sealed class HurriedServer : VerifierElsewhere;

public abstract class VerifierElsewhere : GraphServer, IAsyncLifetime
{
    public VerifyingService Verifier { get; } = new();

    protected override Dictionary<string, string?> Settings => new()
    {
        ["Verifier:Url"] = Verifier.Url.AbsoluteUri,
        ["Verifier:Key"] = "secret of the service",
    };

    async Task IAsyncLifetime.InitializeAsync()
    {
        await Verifier.StartAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Verifier.DisposeAsync();
    }
}

public sealed class HttpVerifierTests(VerifiedServer server) : Scenario(server), IClassFixture<VerifiedServer>
{
    [Fact]
    public async Task Evidence_is_decided_by_the_configured_service()
    {
        server.Verifier.Answer = VerifyingService.Well;
        var person = await server.SignUpAsync();
        var number = People.NextIdNumber();
        Assert.Equal("REJECTED", (string)(await person.SubmitAsync(new { idCard = new { fullName = "王拒", idNumber = number } }))["evidence"]!["status"]!);
        Assert.Equal("ACCEPTED", (string)(await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = number } }))["evidence"]!["status"]!);
        var challenge = await person.Client.ChallengeAsync("requestPhoneCode", person.Phone);
        Assert.Equal("VALIDATION", (await person.SubmitAsync(new { phone = new { challenge, code = "135791" } })).CodeOf());
        Assert.Equal("ACCEPTED", (string)(await person.SubmitAsync(new { phone = new { challenge, code = "246810" } }))["evidence"]!["status"]!);
        var face = await person.DoAsync(
            "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { evidence { status validUntil } viewer { realName { level } } } }",
            new { face = new { token = "t" } });
        Assert.Equal("2030-01-01T00:00:00.000000Z", (string)face["evidence"]!["validUntil"]!);
        Assert.Equal("CLASS_II", (string)face["viewer"]!["realName"]!["level"]!);
        await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        var cards = await person.DataAsync("{ viewer { bankCards { bankName } } }");
        Assert.Equal("Bank of Tests", (string)cards["viewer"]!["bankCards"]![0]!["bankName"]!);

        // A face is compared with the card that was accepted: the number was kept, and could be read again.
        var asked = server.Verifier.Asked.Last(ask => ask.What == "faces");
        Assert.Equal((number, "王小明"), ((string)asked.Body["idNumber"]!, (string)asked.Body["fullName"]!));
        Assert.All(server.Verifier.Asked, ask => Assert.Equal("Bearer secret of the service", ask.Authorization));
        Assert.DoesNotContain(server.Log.All, line => line.Contains(number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_stumbles_is_asked_again_and_nobody_notices()
    {
        var person = await server.SignUpAsync();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
        var stumbles = 2;
        server.Verifier.Answer = (what, body) => Interlocked.Decrement(ref stumbles) >= 0
            ? Task.FromResult(Results.StatusCode(503))
            : VerifyingService.Well(what, body);
        Assert.Equal("ACCEPTED", (string)(await person.SubmitAsync(new { face = new { token = "t" } }))["evidence"]!["status"]!);
        server.Verifier.Answer = VerifyingService.Well;
    }

    [Fact]
    public async Task A_service_that_answers_nonsense_decides_nothing()
    {
        var person = await server.SignUpAsync();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
        foreach (var nonsense in new[] { Results.Text("<html>", "text/html"), Results.Json(new { }), Results.Json(new { status = "REVOKED" }), Results.NotFound(), Results.StatusCode(401) })
        {
            server.Verifier.Answer = (_, _) => Task.FromResult(nonsense);
            Assert.Equal("VERIFIER_UNAVAILABLE", (await person.SubmitAsync(new { face = new { token = "t" } })).CodeOf());
        }

        server.Verifier.Answer = VerifyingService.Well;
        Assert.Equal(2, (await person.DataAsync("{ viewer { realName { evidence { id } } } }"))["viewer"]!["realName"]!["evidence"]!.AsArray().Count);
    }
}

/// <summary>Apart from the others: its circuit stays open for a while.</summary>
public sealed class BrokenVerifierTests(HurriedServer server) : Scenario(server), IClassFixture<HurriedServer>
{
    [Fact]
    public async Task A_service_that_hangs_is_left_alone_and_a_code_is_never_sent_twice()
    {
        var person = await server.SignUpAsync();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
        using var over = new CancellationTokenSource();
        server.Verifier.Answer = async (_, _) =>
        {
            await Task.Delay(Patience.Longer, over.Token);
            return Results.StatusCode(500);
        };
        var sent = await person.DoAsync(
            "mutation($input: RequestPhoneCodeInput!) { requestPhoneCode(input: $input) { expiresAt errors { ... on Error { code } } } }", new { phone = person.Phone });
        Assert.Equal("VERIFIER_UNAVAILABLE", sent.CodeOf());
        Assert.Equal(2, server.Verifier.Asked.Count(ask => ask.What == "phone-codes"));

        server.Verifier.Answer = (_, _) => Task.FromResult(Results.StatusCode(500));
        await over.CancelAsync();

        // Until the circuit is open: then the service is asked no more for a while.
        await Patience.UntilAsync(async () =>
        {
            var before = server.Verifier.Asked.Count;
            Assert.Equal("VERIFIER_UNAVAILABLE", (await person.SubmitAsync(new { face = new { token = "t" } })).CodeOf());
            return server.Verifier.Asked.Count == before;
        });
        server.Verifier.Answer = VerifyingService.Well;
        JsonNode? reply = null;
        await Patience.UntilAsync(async () =>
        {
            reply = await person.SubmitAsync(new { face = new { token = "t" } });
            return reply.CodeOf() != "VERIFIER_UNAVAILABLE";
        });
        Assert.Equal("ACCEPTED", (string)reply!["evidence"]!["status"]!);

        // That it failed is an error in the log, and should be.
        Assert.Contains(server.Log.Faults, line => line.Contains("OnCircuitOpened", StringComparison.Ordinal));
        server.Log.Clear();
    }
}
