using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Creates the codes of vouchers: 80 bits that are computed from the order's id with the configured key. The codes are
/// not stored; an order is found by the keyed hash of its code.
/// </summary>
public sealed class Vouchers(KeyedHash hash)
{
    private const int Bytes = 10;
    private const int Characters = Bytes * 8 / 5;
    private const int Group = 4;

    /// <summary>
    /// Crockford's alphabet. It has no I, L, O and U, which are easily confused with other characters.
    /// </summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Returns the code as it is shown: four groups of four characters.</summary>
    public string CodeOf(OrderId order)
    {
        // Skips the first byte, which is the version of the key.
        var bits = hash.Of("voucher code", order.Value.ToByteArray(bigEndian: true)).AsSpan(1, Bytes);
        var text = new char[Characters + (Characters / Group) - 1];
        var (buffer, held, place) = (0, 0, 0);
        foreach (var piece in bits)
        {
            (buffer, held) = ((buffer << 8) | piece, held + 8);
            while (held >= 5)
            {
                held -= 5;
                if (place % (Group + 1) == Group)
                {
                    text[place++] = '-';
                }

                text[place++] = Alphabet[(buffer >> held) & 31];
            }

            buffer &= (1 << held) - 1;
        }

        return new string(text);
    }

    /// <summary>Returns the hash by which an order is found.</summary>
    public byte[] HashOf(string code) => hash.Of("voucher look-up", Normalize(code));

    public byte[] HashOf(OrderId order) => HashOf(CodeOf(order));

    /// <summary>
    /// Normalizes a code that a person has typed or pasted: in any case and width, with or without dashes and blanks, O
    /// for 0, and I or L for 1.
    /// </summary>
    public static string Normalize(string code) => string.Concat(Pasted.Code(code)
        .Select(character => character switch { 'O' => '0', 'I' or 'L' => '1', _ => character }));
}
