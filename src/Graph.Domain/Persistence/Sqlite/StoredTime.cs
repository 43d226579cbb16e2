namespace Graph.Domain.Persistence.Sqlite;

/// <summary>Reads times as they are stored in SQLite: `2026-01-31 23:59:59.1234567`, with up to seven decimals or none.</summary>
internal static class StoredTime
{
    public const int Longest = 27;

    private const int WholeSeconds = 19;

    /// <summary>The time, of an unspecified kind; null when the text has another form.</summary>
    public static DateTime? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is < WholeSeconds or WholeSeconds + 1 or > Longest
            || text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':' || text[16] != ':'
            || Number(text[..4]) is not (>= 1 and var year)
            || Number(text[5..7]) is not (>= 1 and <= 12 and var month)
            || Number(text[8..10]) is not (>= 1 and var day) || day > DateTime.DaysInMonth(year, month)
            || Number(text[11..13]) is not (>= 0 and < 24 and var hour)
            || Number(text[14..16]) is not (>= 0 and < 60 and var minute)
            || Number(text[17..19]) is not (>= 0 and < 60 and var second))
        {
            return null;
        }

        var whole = new DateTime(year, month, day, hour, minute, second);
        return text.Length == WholeSeconds ? whole
            : text[WholeSeconds] == '.' && Fraction(text[(WholeSeconds + 1)..]) is >= 0 and var ticks ? whole.AddTicks(ticks)
            : null;
    }

    private static long Fraction(ReadOnlySpan<byte> digits)
    {
        var (number, scale) = (Number(digits), TimeSpan.TicksPerSecond);
        for (var i = 0; i < digits.Length; i++)
        {
            scale /= 10;
        }

        return number < 0 ? -1 : number * scale;
    }

    /// <summary>The number that the digits write; -1 when one of them is no digit.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (10 * number) + (digit - '0');
        }

        return number;
    }
}
