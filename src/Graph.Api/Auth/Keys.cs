using System.Security.Cryptography;
using System.Text;
using Graph.Api.Server;

namespace Graph.Api.Auth;

/// <summary>
/// The two secrets of an installation: one signs access tokens, one wraps the keys of what is locked at rest and keys the
/// hashes of what must be found again but not read. In Development they are made and kept in the data folder; elsewhere `Keys__Signing` and `Keys__Wrapping` are
/// required. To replace the signing key, set the old one as `Keys__SigningBefore` for as long as tokens live.
/// </summary>
public sealed record Keys(byte[] Signing, byte[] Wrapping, byte[]? SigningBefore = null)
{
    private const int MinLength = 32;

    public static Keys Read(IConfiguration configuration, IHostEnvironment environment, DataFolder folder)
    {
        return new(
            Find("Signing"),
            Find("Wrapping"),
            string.IsNullOrEmpty(configuration["Keys:SigningBefore"]) ? null : Find("SigningBefore"));

        byte[] Find(string name)
        {
            var secret = configuration[$"Keys:{name}"];
            if (string.IsNullOrEmpty(secret) && environment.IsDevelopment())
            {
                secret = folder.Keep($"{name.ToLowerInvariant()}.key", () =>
                    Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinLength)));
            }

            return secret is { Length: >= MinLength }
                ? SHA256.HashData(Encoding.UTF8.GetBytes(secret))
                : throw new SettingsException(
                    $"Keys__{name} is missing or shorter than {MinLength} characters. Make one, for example with "
                    + "`openssl rand -base64 32`, and keep it: what was stored under another key is lost.");
        }
    }
}
