using System.Security.Cryptography;
using System.Text;
using Graph.Api.Server;

namespace Graph.Api.Auth;

/// <summary>
/// The two secrets of an installation. One signs access tokens. The other encrypts the keys of stored secrets, and
/// keys the hashes of values that must be found again but not read. In Development both are made and kept in the data
/// folder. Otherwise `Keys__Signing` and `Keys__Wrapping` must be set. To replace the signing key, set the old one as
/// `Keys__SigningBefore` for as long as its tokens live.
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
                    + "`openssl rand -base64 32`, and keep it: data that was stored with another key cannot be read.");
        }
    }
}
