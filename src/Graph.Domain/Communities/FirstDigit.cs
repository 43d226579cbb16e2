namespace Graph.Domain.Communities;

/// <summary>Rounds numbers that are shown to people who may not know them exactly.</summary>
public static class FirstDigit
{
    /// <summary>Rounds a number down to one significant digit.</summary>
    public static long Of(long number)
    {
        var scale = 1L;
        while (number / scale >= 10)
        {
            scale *= 10;
        }

        return number / scale * scale;
    }
}
