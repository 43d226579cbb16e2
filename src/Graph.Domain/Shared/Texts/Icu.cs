using System.Globalization;

namespace Graph.Domain.Shared.Texts;

/// <summary>The library that normalises, compares and puts in order the texts of all languages.</summary>
public static class Icu
{
    /// <summary>Returns the order of names.</summary>
    /// <exception cref="PlatformNotSupportedException">
    /// The library is missing or switched off; .NET then leaves texts as they are. The message says what to do.
    /// </exception>
    public static CompareInfo Require()
    {
        try
        {
            var order = CultureInfo.GetCultureInfo("zh-CN").CompareInfo;
            if (order.Compare("李", "张") < 0 && order.Compare("alice", "Bob") < 0 && "e\u0301".Normalize() == "\u00E9")
            {
                return order;
            }
        }
        catch (CultureNotFoundException)
        {
            // The message below says what to do.
        }

        throw new PlatformNotSupportedException(
            "The library ICU is missing or switched off; names cannot be compared and put in order without it. "
            + "Install it (Debian: libicu, Alpine: icu-libs and icu-data-full), and do not set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
    }
}
