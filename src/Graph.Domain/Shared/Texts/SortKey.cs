using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// The place of a name or a title in an alphabetical list, as bytes that databases compare one by one. Chinese names are
/// in the order of their pinyin, and capitals do not matter before all else. The order is ICU's; keys of two versions of
/// it must not be mixed, so the database notes the version (<see cref="Version"/>).
/// </summary>
[JsonConverter(typeof(SortKeyJson))]
public readonly record struct SortKey
{
    /// <summary>How many bytes are kept. Longer names differ within them, or are put in order by what comes next.</summary>
    public const int MaxBytes = 160;

    private static readonly CompareInfo Chinese = Icu.Require();

    private readonly string? _hex;

    private SortKey(ReadOnlySpan<byte> bytes) => _hex = Convert.ToHexString(bytes);

    /// <summary>The version of ICU's order, which the keys are made by.</summary>
    public static string Version { get; } = $"{Chinese.Version.FullVersion:X8} {Chinese.Version.SortId:N}";

    public static SortKey Of(string text)
    {
        var bytes = Chinese.GetSortKey(text).KeyData.AsSpan();

        // SQL Server takes keys that differ in zeros at their end for equal, and the zero at the end says nothing.
        return new SortKey(bytes[..Math.Min(bytes.Length, MaxBytes)].TrimEnd((byte)0));
    }

    public static SortKey From(byte[] bytes) => new(bytes);

    public byte[] ToBytes() => Convert.FromHexString(_hex ?? "");

    public static bool operator <(SortKey one, SortKey other) => string.CompareOrdinal(one._hex, other._hex) < 0;

    public static bool operator >(SortKey one, SortKey other) => string.CompareOrdinal(one._hex, other._hex) > 0;

    public static bool operator <=(SortKey one, SortKey other) => !(one > other);

    public static bool operator >=(SortKey one, SortKey other) => !(one < other);

    public override string ToString() => _hex ?? "";

    /// <summary>Writes a key as hexadecimal text, and refuses everything else when it reads one.</summary>
    private sealed class SortKeyJson : JsonConverter<SortKey>
    {
        public override SortKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return From(Convert.FromHexString(reader.GetString() ?? throw new JsonException("A key is text.")));
            }
            catch (FormatException malformed)
            {
                throw new JsonException("A key is hexadecimal.", malformed);
            }
        }

        public override void Write(Utf8JsonWriter writer, SortKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
