using System.Globalization;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// A kind of text that people write for others to read: how it is cleaned, and how long it may be. Every text of the API
/// goes through its kind before it is used, compared or stored. Lengths count what people see (grapheme clusters).
/// Codes, numbers and addresses that people copy are <see cref="Pasted"/>.
/// </summary>
/// <param name="Noun">The kind with its article, as the beginning of a sentence.</param>
/// <param name="Min">The fewest characters; zero for a text that may be left out.</param>
/// <param name="Max">The most characters.</param>
public sealed record TextKind(string Noun, int Min, int Max)
{
    /// <summary>The name that a person or a merchant shows.</summary>
    public static readonly TextKind DisplayName = new("A name", 1, 40);

    /// <summary>What its owner calls a passkey.</summary>
    public static readonly TextKind PasskeyName = new("A name", 1, 40);

    /// <summary>The name on an identity card. Blanks around its middle dots, and the kind of dot, do not matter.</summary>
    public static readonly TextKind RealName = new("A full name", 2, 60) { Form = RealNames.Form };

    /// <summary>A friend's name as only the viewer sees it; empty for none.</summary>
    public static readonly TextKind Alias = new("An alias", 0, 40);

    public static readonly TextKind Tag = new("A tag", 1, 20);

    /// <summary>What a deal or a bill is called.</summary>
    public static readonly TextKind Title = new("A title", 1, 80);

    public static readonly TextKind ShopName = new("A name", 1, 60);

    public static readonly TextKind Address = new("An address", 1, 200);

    public static readonly TextKind City = new("A city", 1, 60);

    public static readonly TextKind Street = new("A street", 1, 200);

    /// <summary>A few words with a payment; empty for none.</summary>
    public static readonly TextKind Note = new("A note", 0, 200) { HasLines = true };

    /// <summary>What money is lent for. It stands in a contract, in a line of its own.</summary>
    public static readonly TextKind Purpose = new("A purpose", 0, 200);

    /// <summary>Why somebody acts, where it may be left out.</summary>
    public static readonly TextKind Reason = new("A reason", 0, 200) { HasLines = true };

    /// <summary>Why somebody acts, where others must know.</summary>
    public static readonly TextKind NeededReason = Reason with { Min = 1 };

    /// <summary>A note of an operator.</summary>
    public static readonly TextKind NeededNote = Note with { Min = 1 };

    public static readonly TextKind Message = new("A message", 0, 200) { HasLines = true };

    /// <summary>A message that fits into a line of somebody's feed.</summary>
    public static readonly TextKind ShortMessage = new("A message", 0, 80);

    public static readonly TextKind Bio = new("A bio", 0, 300) { HasLines = true };

    public static readonly TextKind About = new("A text about a merchant", 0, 1_000) { HasLines = true };

    /// <summary>What somebody writes for friends, for everybody or for a community; empty beside pictures.</summary>
    public static readonly TextKind Post = new("A post", 0, 2_000) { HasLines = true };

    public static readonly TextKind Comment = new("A comment", 1, 500) { HasLines = true };

    public static readonly TextKind CommunityName = new("A name", 1, 40);

    public static readonly TextKind CommunityAbout = new("A text about a community", 0, 1_000) { HasLines = true };

    public static readonly TextKind Description = new("A description", 0, 2_000) { HasLines = true };

    /// <summary>Whether it may have several lines.</summary>
    public bool HasLines { get; private init; }

    /// <summary>Replaces characters that only this kind treats in its own way. It runs before the cleaning of all kinds.</summary>
    private Func<string, string> Form { get; init; } = text => text;

    /// <summary>The most UTF-16 units of a text of this kind: the length of its column.</summary>
    public int MaxUnits => MostUnitsOf(Max);

    /// <summary>The most UTF-16 units that a number of characters takes.</summary>
    public static int MostUnitsOf(int characters) => characters * Cleaning.UnitsPerCharacter;

    /// <summary>The clean text; empty when it is refused.</summary>
    /// <param name="given">The text as it was sent.</param>
    /// <param name="fault">What is wrong with it and what to do, as a sentence; null when nothing is.</param>
    public string Read(string given, out string? fault)
    {
        var length = $"{Noun} has {(Min == 0 ? "at most" : $"{Min} to")} {Max} characters.";
        if (given.Length > MaxUnits * 2)
        {
            // The text is not cleaned, because that costs time.
            fault = length;
            return "";
        }

        var (text, found) = Cleaning.IsWhole(given) ? Cleaning.Clean(Form(given), HasLines) : Cleaning.Clean(given, HasLines);
        fault = found is not null ? $"{Noun} {found}." : Length(text) < Min || Length(text) > Max ? length : null;
        return fault is null ? text : "";
    }

    /// <summary>How many characters people see.</summary>
    public static int Length(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>The beginning of a text that fits into a column. It does not end within a character.</summary>
    public static string Clip(string text, int units)
    {
        if (text.Length <= units)
        {
            return text;
        }

        var end = 0;
        for (var next = 0; next <= units && next < text.Length; next += StringInfo.GetNextTextElementLength(text, next))
        {
            end = next;
        }

        return text[..(end > 0 ? end : char.IsHighSurrogate(text[units - 1]) ? units - 1 : units)];
    }
}
