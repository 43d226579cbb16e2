using System.Text.RegularExpressions;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>
/// Completes the engine's messages about values that do not fit their type: they say what is allowed. The names of enum values
/// and of fields are part of the schema, so they are given only where the schema is public.
/// </summary>
public sealed class ValueForms(ISchema schema, GraphSettings settings)
{
    private static readonly Dictionary<string, string> Scalars = new()
    {
        ["Decimal"] = "A Decimal is text: \"12.50\", in quotes, with a point.",
        ["DateTime"] = "A DateTime is text with an offset: \"2026-11-23T04:05:06Z\".",
        ["Date"] = "A Date is text: \"2026-11-23\".",
        ["UUID"] = "A UUID is text of 36 characters: \"0199c0de-0000-7000-8000-000000000001\".",
        ["ID"] = "An ID is text, as a field `id` gave it.",
        ["String"] = "A String is text in quotes, without U+0000, U+FFFE and half a surrogate pair.",
        ["Int"] = "An Int is a whole number from -2147483648 to 2147483647, without quotes.",
        ["Float"] = "A Float is a number, without quotes.",
        ["Boolean"] = "A Boolean is true or false, without quotes.",
    };

    /// <summary>Returns the message with what is allowed, and with an end.</summary>
    /// <param name="message">The engine's message, from which the value was removed.</param>
    public string Explain(string message)
    {
        // What was removed took the brackets of its places with it.
        var text = message.Count(c => c == '[') == message.Count(c => c == ']') ? message : message.Replace(": [", ": ", StringComparison.Ordinal);
        text = Null.Replace(text, "$0 It must not be null.").Replace("Expected '!'. ", "", StringComparison.Ordinal);
        text = text.EndsWith('.') || text.EndsWith('?') || text.EndsWith(']') ? text : text + ".";
        return Expected.Matches(text).LastOrDefault() is { } expected && FormOf(expected.Groups["type"].Value, isLiteral: IsLiteral(text)) is { } form
            ? $"{text} {form}"
            : text;
    }

    /// <summary>Whether the value stands in the document, where values of enums have no quotes, and not in the variables.</summary>
    private static bool IsLiteral(string message) => !message.StartsWith("Variable '$", StringComparison.Ordinal);

    private string? FormOf(string name, bool isLiteral) => schema.AllTypes[name] switch
    {
        EnumerationGraphType type => isLiteral
            ? settings.Suggestions ? $"It is one of these, without quotes: {ValuesOf(type)}." : "It is a name, without quotes."
            : settings.Suggestions ? $"It is one of these, as text: {ValuesOf(type)}." : "It is a name, as text.",
        IInputObjectGraphType type => settings.Suggestions
            ? $"It is an object with the fields {string.Join(", ", type.Fields.Select(field => field.Name))}."
            : "It is an object.",
        _ => Scalars.GetValueOrDefault(name),
    };

    private static string ValuesOf(EnumerationGraphType type) => string.Join(", ", type.Values.Select(value => value.Name));

    // The messages hold what strangers sent. These patterns take time in proportion to it, whatever it is.
    private static readonly Regex Expected = new(
        @"(?:Expected(?: type)?|convert to|as a|for type) '\[*(?<type>\w+)[\]!]*'", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Only null is refused with the type that must not be null. For a list the engine leaves its name out.</summary>
    private static readonly Regex Null = new(@"Expected '\w*!'\.", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
