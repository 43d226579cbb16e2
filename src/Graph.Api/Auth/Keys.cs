using System.Security.Cryptography;
using System.Text;
using Graph.Api.Hosting;

namespace Graph.Api.Auth;

/// <summary>
/// The two secrets of an installation: one signs access tokens, one keys the hashes of what must be found again but not
/// read. In Development they are made and kept in the data folder; elsewhere `Keys__Signing` and `Keys__Wrapping` are
/// required.
/// </summary>
public sealed record Keys(byte[] Signing, byte[] Wrapping)
{
    private const int MinLength = 32;

    public static Keys Read(IConfiguration configuration, IHostEnvironment environment, DataFolder folder)
    {
        return new(Find("Signing"), Find("Wrapping"));

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
