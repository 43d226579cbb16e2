using System.Text;

namespace Graph.Domain.Shared;

/// <summary>
/// Converts names to the form that the API uses: TopUp becomes TOP_UP, and ClassII becomes CLASS_II.
/// </summary>
public static class UpperCase
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Of(value.ToString());

    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            // Capitals in a row count as one word.
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && !char.IsAsciiLetterUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
