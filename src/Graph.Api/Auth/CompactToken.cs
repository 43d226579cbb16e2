using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Graph.Api.Auth;

/// <summary>
/// Takes a JWT apart that is signed with HS256, and looks at its signature. It reads spans alone: the library's own reader
/// makes dictionaries of all claims, which costs more than the signature.
/// </summary>
internal static class CompactToken
{
    /// <summary>This program's own tokens have about 330 characters.</summary>
    private const int Longest = 2048;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The keys that may have signed a token whose header names the key `kid`; null when there are none.</summary>
    public delegate IReadOnlyList<byte[]>? KeysFor(ReadOnlySpan<byte> kid);

    /// <summary>What a token claims; null when it is malformed or not signed with one of the keys.</summary>
    /// <param name="token">The token, as it stands in the header of a request.</param>
    /// <param name="keysFor">Finds the keys.</param>
    /// <param name="read">Reads the claims of a token whose signature is right.</param>
    public static T? Read<T>(ReadOnlySpan<char> token, KeysFor keysFor, Func<Utf8JsonReader, T?> read)
        where T : class
    {
        if (token.Length > Longest || token.ContainsAnyExcept(Allowed))
        {
            return null;
        }

        Span<byte> text = stackalloc byte[token.Length];
        Encoding.ASCII.GetBytes(token, text);
        var (first, last) = (text.IndexOf((byte)'.'), text.LastIndexOf((byte)'.'));
        if (first <= 0 || last <= first || text[(first + 1)..last].Contains((byte)'.'))
        {
            return null;
        }

        Span<byte> part = stackalloc byte[token.Length];
        try
        {
            return TryDecode(text[..first], part, out var length)
                && KeysOf(part[..length], keysFor) is { } keys
                && TryDecode(text[(last + 1)..], part, out length)
                && IsSigned(text[..last], part[..length], keys)
                && TryDecode(text[(first + 1)..last], part, out length)
                    ? read(new Utf8JsonReader(part[..length]))
                    : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The reader throws the second for half a surrogate pair in an escaped text.
            return null;
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int length) =>
        Base64Url.DecodeFromUtf8(text, bytes, out _, out length) == OperationStatus.Done;

    /// <summary>Reads the header. It must name HS256 and a key, and no extension that has to be understood (`crit`).</summary>
    private static IReadOnlyList<byte[]>? KeysOf(ReadOnlySpan<byte> header, KeysFor keysFor)
    {
        var json = new Utf8JsonReader(header);
        var isAlgorithm = false;
        IReadOnlyList<byte[]>? keys = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("alg"u8))
            {
                isAlgorithm = json.Read() && json.TokenType == JsonTokenType.String && json.ValueTextEquals("HS256"u8);
                if (!isAlgorithm)
                {
                    return null;
                }
            }
            else if (json.ValueTextEquals("kid"u8))
            {
                keys = json.Read() && json.TokenType == JsonTokenType.String && !json.ValueIsEscaped ? keysFor(json.ValueSpan) : null;
                if (keys is null)
                {
                    return null;
                }
            }
            else if (json.ValueTextEquals("crit"u8))
            {
                return null;
            }
            else
            {
                json.Skip();
            }
        }

        return isAlgorithm ? keys : null;
    }

    private static bool IsSigned(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, IReadOnlyList<byte[]> keys)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, text, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, signature))
            {
                return true;
            }
        }

        return false;
    }
}
