using System.Globalization;
using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// A resident identity number by GB 11643-1999: 6 digits for the region, 8 for the birth date, 3 for the sequence, and
/// a check character.
/// </summary>
public sealed record IdentityCard(string Number, DateOnly BornOn)
{
    public const int AdultAge = 18;

    private const string CheckCharacters = "10X98765432";

    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>Parses a number. Returns null when the length, region, date or check character is wrong.</summary>
    public static IdentityCard? Parse(string text)
    {
        var number = Pasted.Code(text);
        if (number.Length != 18 || !number[..17].All(char.IsAsciiDigit) || number[17] != CheckCharacterOf(number))
        {
            return null;
        }

        var isDate = DateOnly.TryParseExact(
            number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var bornOn);
        return isDate && bornOn.Year >= 1900 && Divisions.IsCode(number[..2]) ? new IdentityCard(number, bornOn) : null;
    }

    public bool IsAdultOn(DateOnly date) => BornOn <= date.AddYears(-AdultAge);

    /// <summary>The number with only its first and last character visible, as banks show it.</summary>
    public string Masked => $"{Number[0]}{new string('*', 16)}{Number[17]}";

    /// <summary>Adds the check character to 17 digits. For sandboxes and demo data.</summary>
    public static string Complete(string first17) => first17 + CheckCharacterOf(first17);

    private static char CheckCharacterOf(string number)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += (number[i] - '0') * Weights[i];
        }

        return CheckCharacters[sum % 11];
    }

    /// <summary>Returns the masked number, because printed values may be logged.</summary>
    public override string ToString() => Masked;
}
