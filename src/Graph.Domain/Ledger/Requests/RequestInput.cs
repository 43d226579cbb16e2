using System.Buffers;
using System.Globalization;
using System.Text;
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

    /// <summary>How fields become bytes, by version. A version that rows have must stay.</summary>
    private static readonly Dictionary<long, Func<IEnumerable<(string Name, string Value)>, byte[]>> Forms = new() { [1] = AsJson };

    /// <summary>The value is a text, or a list of inputs.</summary>
    private readonly SortedDictionary<string, object> _fields = new(StringComparer.Ordinal);

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
        Set(name, items.ToList());

    /// <summary>Returns the bytes that are hashed.</summary>
    /// <exception cref="InvalidOperationException">The version does not exist.</exception>
    internal byte[] Render(long version) => Forms.TryGetValue(version, out var form)
        ? Render(form)
        : throw new InvalidOperationException($"Version {version} of a request's input does not exist.");

    /// <summary>Renders items of lists in the same form as the input, so that a row of an old form is compared with that form alone.</summary>
    internal byte[] Render(Func<IEnumerable<(string Name, string Value)>, byte[]> form) => form(_fields.Select(field => (
        field.Key,
        field.Value as string ?? string.Join('\n', ((List<RequestInput>)field.Value).Select(item => Encoding.UTF8.GetString(item.Render(form)))))));

    private static byte[] AsJson(IEnumerable<(string Name, string Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private RequestInput Set(string name, object? value)
    {
        if (value is not null)
        {
            _fields.Add(name, value);
        }

        return this;
    }
}
