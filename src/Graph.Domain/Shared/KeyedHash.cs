using System.Security.Cryptography;
using System.Text;

namespace Graph.Domain.Shared;

/// <summary>
/// HMAC-SHA256 under the configured key: equal values can be found again, but not guessed by who holds only the
/// database. Each purpose has a key of its own, so that a phone number never equals a card number.
/// </summary>
public sealed class KeyedHash(byte[] key)
{
    /// <summary>Which key made a hash, so that keys can be changed one day.</summary>
    public const byte KeyVersion = 1;

    private const int Size = 33;

    /// <summary>33 bytes: the version of the key, then the hash.</summary>
    public byte[] Of(string purpose, ReadOnlySpan<byte> value)
    {
        var hash = new byte[Size];
        hash[0] = KeyVersion;
        var purposeKey = HKDF.Expand(HashAlgorithmName.SHA256, key, 32, Encoding.UTF8.GetBytes(purpose));
        HMACSHA256.HashData(purposeKey, value, hash.AsSpan(1));
        return hash;
    }

    public byte[] Of(string purpose, string value) => Of(purpose, Encoding.UTF8.GetBytes(value));
}
