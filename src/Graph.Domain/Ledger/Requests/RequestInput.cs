using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Graph.Domain.Shared;

namespace Graph.Domain.Ledger.Requests;

/// <summary>
/// The input of a request in a form that does not change between releases: the names of the API, values as text,
/// sorted by name. Fields that are null or have their default are left out. So a field that a later release adds
/// changes nothing for requests that do not use it. A change of the form itself needs a new version; each row keeps
/// the version with which it was hashed.
/// </summary>
public sealed class RequestInput
{
    public const long LatestVersion = 1;

    private readonly SortedDictionary<string, string> _fields = new(StringComparer.Ordinal);

    public RequestInput With(string name, string? text) => Set(name, text);

    public RequestInput With(string name, ITypedId? id) => Set(name, id?.Value.ToString("N"));

    public RequestInput With(string name, Money? amount) =>
        Set(name, amount is { } given ? $"{given.MinorUnits} {UpperCase.Of(given.Currency)}" : null);

    /// <param name="name">The name of the field.</param>
    /// <param name="number">The value.</param>
    /// <param name="unless">The default, which is left out.</param>
    public RequestInput With(string name, long number, long? unless = null) =>
        Set(name, number == unless ? null : number.ToString(CultureInfo.InvariantCulture));

    public RequestInput With(string name, bool flag) => Set(name, flag ? "true" : null);

    /// <param name="name">The name of the field.</param>
    /// <param name="value">The value; null when it was not given.</param>
    /// <param name="unless">The default, which is left out.</param>
    public RequestInput With<TEnum>(string name, TEnum? value, TEnum? unless = null)
        where TEnum : struct, Enum =>
        Set(name, value is { } given && !given.Equals(unless) ? UpperCase.Of(given) : null);

    /// <summary>Adds a list of items, each in its own canonical form. Their order matters.</summary>
    public RequestInput With(string name, IEnumerable<RequestInput> items) =>
        Set(name, string.Join('\n', items.Select(item => System.Text.Encoding.UTF8.GetString(item.Render(LatestVersion)))));

    /// <summary>Returns the bytes that are hashed.</summary>
    /// <exception cref="InvalidOperationException">The version does not exist.</exception>
    internal byte[] Render(long version)
    {
        if (version != 1)
        {
            throw new InvalidOperationException($"Version {version} of a request's input does not exist.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in _fields)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private RequestInput Set(string name, string? value)
    {
        if (value is not null)
        {
            _fields.Add(name, value);
        }

        return this;
    }
}
