using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Exceptions;
using Fido2NetLib.Objects;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Users.Passkeys;

/// <summary>What an authenticator signed, after it was checked.</summary>
internal enum Signature
{
    Wrong,
    Right,

    /// <summary>It is right, but the authenticator's counter went back: there is a copy of the passkey.</summary>
    Copied,
}

/// <summary>
/// Speaks WebAuthn with browsers: makes their options, and verifies what they send back. The user is verified each time
/// by the authenticator (fingerprint, face or its own PIN), and passkeys can be found without a user name.
/// </summary>
public sealed partial class Authenticators(PasskeySettings settings, ILogger<Authenticators> log)
{
    /// <summary>The algorithms of the platforms' own authenticators.</summary>
    private static readonly PubKeyCredParam[] Algorithms = [PubKeyCredParam.ES256, PubKeyCredParam.RS256];

    private static readonly AuthenticatorSelection Selection = new()
    {
        ResidentKey = ResidentKeyRequirement.Required,
        UserVerification = UserVerificationRequirement.Required,
    };

    internal string OptionsForCreation(byte[] challenge, User user, IReadOnlyList<byte[]> existing) =>
        Creation(ConfigurationFor(clientData: null), challenge, UserOf(user), existing).ToJson();

    internal string OptionsForAssertion(byte[] challenge, IReadOnlyList<byte[]> allowed) =>
        Assertion(ConfigurationFor(clientData: null), challenge, allowed).ToJson();

    /// <summary>Verifies a new passkey. Returns null when it is refused.</summary>
    internal Task<RegisteredPublicKeyCredential?> CreateAsync(
        AuthenticatorAttestationRawResponse sent, byte[] challenge, User user) =>
        TryAsync(async () =>
        {
            var configuration = ConfigurationFor(sent.Response?.ClientDataJson);
            return await new Fido2(configuration).MakeNewCredentialAsync(new MakeNewCredentialParams
            {
                AttestationResponse = sent,
                OriginalOptions = Creation(configuration, challenge, UserOf(user), []),
                IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
            });
        });

    /// <summary>Verifies what a passkey signed. Returns the authenticator's counter with it.</summary>
    internal async Task<(Signature Signature, long Count)> VerifyAsync(
        AuthenticatorAssertionRawResponse sent, byte[] challenge, Passkey passkey)
    {
        var isCopied = false;
        var verified = await TryAsync(async () =>
        {
            var configuration = ConfigurationFor(sent.Response?.ClientDataJson);
            try
            {
                return await new Fido2(configuration).MakeAssertionAsync(new MakeAssertionParams
                {
                    AssertionResponse = sent,
                    OriginalOptions = Assertion(configuration, challenge, [passkey.CredentialId]),
                    StoredPublicKey = passkey.PublicKey,
                    StoredSignatureCounter = (uint)passkey.SignCount,
                    IsUserHandleOwnerOfCredentialIdCallback = (owner, _) =>
                        Task.FromResult(owner.UserHandle.AsSpan().SequenceEqual(HandleOf(passkey.UserId))),
                });
            }
            catch (Fido2VerificationException failure) when (failure.Code == Fido2ErrorCode.InvalidSignCount)
            {
                isCopied = true;
                throw;
            }
        });
        return verified is null
            ? (isCopied ? Signature.Copied : Signature.Wrong, 0)
            : (Signature.Right, verified.SignCount);
    }

    /// <summary>Reads the JSON that a browser made of a credential.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">The path of the text in the input, for the error.</param>
    internal static T Read<T>(string json, params string[] path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json) ?? throw new JsonException("It is null.");
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or NotSupportedException)
        {
            throw Validation.Error("Send the credential as JSON: JSON.stringify(credential).", path);
        }
    }

    private static CredentialCreateOptions Creation(
        Fido2Configuration configuration, byte[] challenge, Fido2User user, IReadOnlyList<byte[]> existing) =>
        CredentialCreateOptions.Create(
            configuration,
            challenge,
            user,
            Selection,
            AttestationConveyancePreference.None,
            [.. existing.Select(Descriptor)],
            extensions: null,
            Algorithms);

    private static AssertionOptions Assertion(
        Fido2Configuration configuration, byte[] challenge, IReadOnlyList<byte[]> allowed) =>
        AssertionOptions.Create(
            configuration, challenge, [.. allowed.Select(Descriptor)], UserVerificationRequirement.Required, extensions: null);

    private static PublicKeyCredentialDescriptor Descriptor(byte[] credentialId) => new(credentialId);

    private static Fido2User UserOf(User user) =>
        new() { Id = HandleOf(user.Id), Name = user.Handle, DisplayName = user.DisplayName };

    /// <summary>The user, as authenticators know them. It tells nothing about the person.</summary>
    private static byte[] HandleOf(UserId user) => user.Value.ToByteArray(bigEndian: true);

    /// <summary>
    /// The origin of a page on this machine is accepted only when that is set up, and then on the port from which it
    /// comes.
    /// </summary>
    private Fido2Configuration ConfigurationFor(byte[]? clientData) => new()
    {
        RPID = settings.RelyingPartyId ?? throw new InvalidOperationException("Passkeys are not configured."),
        RPName = settings.Name,
        Timeout = (uint)PasskeyChallenge.Lifetime.TotalMilliseconds,
        Origins = settings.AnyLocalPort && clientData is not null && LocalOrigin(clientData) is { } local
            ? new HashSet<string>([.. settings.Origins, local])
            : new HashSet<string>(settings.Origins),
    };

    private static string? LocalOrigin(byte[] clientData)
    {
        using var json = JsonDocument.Parse(clientData);
        return json.RootElement.GetProperty("origin").GetString() is { } origin
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri is { Scheme: "http", Host: "localhost" }
            ? origin
            : null;
    }

    /// <summary>
    /// What is sent may be malformed in any way, and the library fails in as many. All of it means that the passkey is
    /// refused; an operator finds the reason in the log.
    /// </summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> verify)
        where T : class
    {
        try
        {
            return await verify();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogRefused(failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "A passkey was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
