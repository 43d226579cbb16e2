namespace Graph.Domain.Shared.Texts;

/// <summary>
/// A unified social credit code (GB 32100-2015): 18 characters, which are digits and capitals without I, O, S, V and
/// Z. The last one is a check character.
/// </summary>
public static class Licence
{
    public const int Length = 18;

    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    public static string Normalize(string number) => Pasted.Code(number);

    public static bool IsValid(string number) => number.Length == Length && number == Complete(number[..^1]);

    /// <summary>
    /// Adds the check character to the first 17 characters; null when one of them is not in the alphabet.
    /// </summary>
    public static string? Complete(string first17)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            var value = Alphabet.IndexOf(first17[i]);
            if (value < 0)
            {
                return null;
            }

            sum += value * Weights[i];
        }

        return first17 + Alphabet[(Alphabet.Length - (sum % Alphabet.Length)) % Alphabet.Length];
    }
}
