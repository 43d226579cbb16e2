using Graph.Domain.Shared;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// The codes of vouchers: 80 bits that follow from the order's id under the configured key. They are stored nowhere; an
/// order is found by the keyed hash of its code.
/// </summary>
public sealed class Vouchers(KeyedHash hash)
{
    private const int Bytes = 10;
    private const int Characters = Bytes * 8 / 5;
    private const int Group = 4;

    /// <summary>Crockford's: no I, L, O, U, which people mistake for others.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>As it is shown: four groups of four.</summary>
    public string CodeOf(OrderId order)
    {
        // The first byte is the version of the key.
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

    /// <summary>By which an order is found.</summary>
    public byte[] HashOf(string code) => hash.Of("voucher look-up", Normalize(code));

    public byte[] HashOf(OrderId order) => HashOf(CodeOf(order));

    /// <summary>As people type it: in any case, with or without lines between, O for 0, I or L for 1.</summary>
    private static string Normalize(string code) => string.Concat(code
        .Where(character => character is not ('-' or ' '))
        .Select(char.ToUpperInvariant)
        .Select(character => character switch { 'O' => '0', 'I' or 'L' => '1', _ => character }));
}
