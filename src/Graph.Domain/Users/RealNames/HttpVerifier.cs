using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Graph.Domain.Users.RealNames;

/// <summary>The settings of the verifying service.</summary>
/// <param name="Url">The base address. The name of the question is appended to it.</param>
/// <param name="Key">The key that is sent as a bearer token; null for none.</param>
public sealed record VerifierSettings(Uri Url, string? Key);

/// <summary>
/// Sends the questions to a configured service, by POST and JSON. The questions identity-cards, addresses and faces
/// are answered with a verdict, and bank-cards with a card. The question phone-codes sends a code and
/// returns it, and phone-messages sends a text. When
/// the service fails, hangs or sends an invalid answer, it counts as unavailable, and nothing is decided.
/// </summary>
public sealed class HttpVerifier(IHttpClientFactory clients) : IVerifier
{
    /// <summary>The HTTP client for questions, which can be repeated safely.</summary>
    public const string Asking = "verifier";

    /// <summary>The HTTP client for actions that must not be done twice.</summary>
    public const string Sending = "verifier, once";

    /// <summary>The minimum length of a code. A shorter one could be guessed, or is missing.</summary>
    private const int MinCode = 4;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public Task<Verdict> VerifyIdentityCardAsync(
        string fullName, IdentityCard card, CancellationToken cancellationToken) =>
        DecideAsync("identity-cards", new { fullName, idNumber = card.Number }, cancellationToken);

    public Task<Verdict> VerifyAddressAsync(
        string province, string city, string street, CancellationToken cancellationToken) =>
        DecideAsync("addresses", new { province, city, street }, cancellationToken);

    public Task<Verdict> VerifyFaceAsync(
        string token, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
        DecideAsync("faces", new { token, identity?.FullName, identity?.IdNumber }, cancellationToken);

    public async Task<AcceptedCard?> VerifyBankCardAsync(
        string number, VerifiedIdentity? identity, CancellationToken cancellationToken)
    {
        var card = await AskAsync<AcceptedCard>(
            Asking, "bank-cards", new { number, identity?.FullName, identity?.IdNumber }, cancellationToken);
        return card is null or { BankName.Length: > 0 and <= BankCard.MaxBankName, Token.Length: > 0 and <= BankCard.MaxToken }
            ? card
            : throw Unavailable();
    }

    public async Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) =>
        await AskAsync<SentCode>(Sending, "phone-codes", new { phone }, cancellationToken) is { Code.Length: >= MinCode } sent
            ? sent.Code
            : throw Unavailable();

    public async Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) =>
        await AskAsync<SentMessage>(Sending, "phone-messages", new { phone, text }, cancellationToken);

    private async Task<Verdict> DecideAsync(string what, object about, CancellationToken cancellationToken)
    {
        var decision = await AskAsync<Decision>(Asking, what, about, cancellationToken) ?? throw Unavailable();
        return decision.Status is EvidenceStatus.Accepted or EvidenceStatus.Rejected or EvidenceStatus.Pending
            ? new Verdict(decision.Status, decision.Reason, decision.ValidUntil?.UtcDateTime)
            : throw Unavailable();
    }

    /// <summary>Sends a question. Returns null when the service does not know what it was asked about (404).</summary>
    private async Task<T?> AskAsync<T>(string client, string what, object about, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var http = clients.CreateClient(client);
            using var response = await http.PostAsJsonAsync(what, about, Json, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw Unavailable();
        }
        catch (Exception failure) when (failure
            is HttpRequestException or ExecutionRejectedException or JsonException or NotSupportedException)
        {
            throw Unavailable();
        }
    }

    private static DomainException Unavailable() => new(new VerifierUnavailableError());

    private sealed record Decision(EvidenceStatus Status, string? Reason = null, DateTimeOffset? ValidUntil = null);

    private sealed record SentCode(string Code);

    private sealed record SentMessage;
}

public static class HttpVerifierServices
{
    /// <summary>
    /// Registers the verifier and its HTTP clients. Each attempt and the whole call have a time limit, and questions
    /// are tried up to three times. A service that keeps failing is not called for a while, so that callers do not
    /// wait for it in vain.
    /// </summary>
    public static IServiceCollection AddHttpVerifier(this IServiceCollection services, VerifierSettings settings)
    {
        services.AddHttpClient(HttpVerifier.Asking, Configure).AddStandardResilienceHandler(Limit);
        services.AddHttpClient(HttpVerifier.Sending, Configure).AddStandardResilienceHandler(options =>
        {
            Limit(options);
            options.Retry.ShouldHandle = _ => ValueTask.FromResult(false);
        });
        return services.AddSingleton<IVerifier, HttpVerifier>();

        void Configure(HttpClient http)
        {
            var url = settings.Url.AbsoluteUri;
            http.BaseAddress = new Uri(url.EndsWith('/') ? url : url + "/");
            if (settings.Key is { Length: > 0 } key)
            {
                http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            }
        }
    }

    private static void Limit(HttpStandardResilienceOptions options)
    {
        options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(1.5);
        options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(6);
        options.Retry.MaxRetryAttempts = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(150);
        options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
        options.CircuitBreaker.MinimumThroughput = 8;
        options.CircuitBreaker.FailureRatio = 0.5;
        options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(5);
    }
}
