using System.Security.Cryptography;
using System.Text;

namespace Graph.Domain.Shared;

/// <summary>
/// HMAC-SHA256 with the configured key. Equal values have equal hashes, so a value can be found again. A copy of the
/// database alone is not enough to guess the values. Each purpose has a key of its own, so that the hash of a phone
/// number never equals the hash of a card number.
/// </summary>
public sealed class KeyedHash(byte[] key)
{
    /// <summary>
    /// The version of the key that made a hash. It is stored with each hash, so that the key can be changed later.
    /// </summary>
    public const byte KeyVersion = 1;

    private const int Size = 33;

    /// <summary>Returns 33 bytes: the version of the key, then the hash.</summary>
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
