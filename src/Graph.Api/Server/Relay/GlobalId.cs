using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>
/// An opaque ID of the API. It holds the name of the GraphQL type and the value of the typed ID. Any text is accepted
/// as an ID. A malformed ID, or an ID of another type, is treated like the ID of an object that does not exist.
/// </summary>
public readonly record struct GlobalId(string TypeName, Guid Value)
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static GlobalId Nothing { get; } = new("", Guid.Empty);

    public static GlobalId Of(ITypedId id) => new(TypeNames.Of(id), id.Value);

    public static GlobalId Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (text.Length > MaxLength
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return Nothing;
        }

        var decoded = Encoding.ASCII.GetString(bytes[..length]);
        var colon = decoded.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && decoded.AsSpan(0, colon).IndexOfAnyExcept(Letters) < 0 && Guid.TryParseExact(decoded.AsSpan(colon + 1), "N", out var value)
            ? new GlobalId(decoded[..colon], value)
            : Nothing;
    }

    /// <summary>The typed ID. If this is an ID of another type, the result is an ID that no object has.</summary>
    public TId To<TId>()
        where TId : struct, ITypedId<TId> =>
        TId.From(TypeName == TypeNames.Of(typeof(TId)) ? Value : Guid.Empty);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return Utf8.TryWrite(bytes, $"{TypeName}:{Value:N}", out var length)
            ? Base64Url.EncodeToString(bytes[..length])
            : throw new InvalidOperationException($"The name {TypeName} is too long for an ID.");
    }
}
