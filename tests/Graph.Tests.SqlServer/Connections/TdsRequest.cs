using System.Buffers.Binary;
using System.Text;

namespace Graph.Tests.SqlServer.Connections;

public enum TdsKind
{
    PreLogin,
    Login,
    Batch,
    Rpc,
    Begin,
    Commit,
    Rollback,
    Attention,
}

/// <summary>One message of a client, in as many packets as it took.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Text">The SQL of a batch.</param>
/// <param name="Isolation">At which level a transaction begins, by its number in the protocol.</param>
/// <param name="IsReset">Whether the connection comes from the pool, and its session is to be reset before.</param>
internal sealed record TdsRequest(TdsKind Kind, string Text, int Isolation, bool IsReset)
{
    private const int HeaderBytes = 8;
    private const byte LastPacket = 0x01;
    private const byte ResetConnection = 0x08;
    private const byte TransactionManager = 0x0E;
    private const byte TabularResult = 0x04;

    /// <summary>Version 16 of the server, no encryption, no instance, no thread, one result set at a time.</summary>
    private static readonly byte[] PreLogin =
    [
        0, 0, 26, 0, 6, 1, 0, 32, 0, 1, 2, 0, 33, 0, 1, 3, 0, 34, 0, 0, 4, 0, 34, 0, 1, 0xFF,
        16, 0, 0, 0, 0, 0, 2, 0, 0,
    ];

    /// <summary>LOGINACK: T-SQL, TDS 7.4, a name of no letters, version 16.</summary>
    private static readonly byte[] LoginAck = [0xAD, 10, 0, 1, 0x74, 0, 0, 4, 0, 16, 0, 0, 0];

    /// <summary>ENVCHANGE: texts are in Latin1_General_CI_AS.</summary>
    private static readonly byte[] Collation = [0xE3, 8, 0, 7, 5, 9, 4, 0xD0, 0, 52, 0];

    /// <summary>ENVCHANGE: a transaction began, and this is its number.</summary>
    private static readonly byte[] Began = [0xE3, 11, 0, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Null when the client has closed.</summary>
    public static async Task<TdsRequest?> ReadAsync(Stream stream)
    {
        var header = new byte[HeaderBytes];
        using var body = new MemoryStream();
        byte status = 0;
        do
        {
            if (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            {
                return null;
            }

            status |= header[1];
            var rest = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - HeaderBytes];
            await stream.ReadExactlyAsync(rest);
            body.Write(rest);
        }
        while ((status & LastPacket) == 0);

        return Of(header[0], body.ToArray(), (status & ResetConnection) != 0);
    }

    public byte[] Response()
    {
        byte[] tokens = Kind switch
        {
            TdsKind.PreLogin => PreLogin,
            TdsKind.Login => [.. Collation, .. LoginAck, .. Done(0)],
            TdsKind.Begin => [.. Began, .. Done(0)],
            TdsKind.Commit => [.. Ended(9), .. Done(0)],
            TdsKind.Rollback => [.. Ended(10), .. Done(0)],
            TdsKind.Attention => Done(0x20),
            _ => Done(0),
        };
        return Whole(tokens);
    }

    /// <summary>An error of the caller's (class 16) with this number, and no text.</summary>
    public static byte[] Error(int number)
    {
        byte[] error = [0xAA, 16, 0, 0, 0, 0, 0, 1, 16, 1, 0, (byte)'E', 0, 0, 0, 1, 0, 0, 0, .. Done(0x02)];
        BinaryPrimitives.WriteInt32LittleEndian(error.AsSpan(3), number);
        return Whole(error);
    }

    /// <summary>One column without a name, of type int, and one row.</summary>
    public static byte[] Zero() => Whole([0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 0, 0xD1, 0, 0, 0, 0, .. Done(0x10)]);

    private static byte[] Whole(byte[] tokens)
    {
        byte[] response = [TabularResult, LastPacket, 0, 0, 0, 0, 1, 0, .. tokens];
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(2), (ushort)response.Length);
        return response;
    }

    private static TdsRequest Of(byte type, byte[] body, bool isReset)
    {
        if (type is not (0x01 or TransactionManager))
        {
            var kind = type switch
            {
                0x03 => TdsKind.Rpc,
                0x06 => TdsKind.Attention,
                0x10 => TdsKind.Login,
                0x12 => TdsKind.PreLogin,
                _ => throw new InvalidOperationException($"The peer does not know requests of type {type}."),
            };
            return new(kind, "", 0, isReset);
        }

        // Headers stand before what is asked, with their own length before them.
        var asked = body.AsSpan((int)BinaryPrimitives.ReadUInt32LittleEndian(body));
        return type == TransactionManager
            ? BinaryPrimitives.ReadUInt16LittleEndian(asked) switch
            {
                5 => new(TdsKind.Begin, "", asked[2], isReset),
                7 => new(TdsKind.Commit, "", 0, isReset),
                8 => new(TdsKind.Rollback, "", 0, isReset),
                var other => throw new InvalidOperationException($"The peer knows no transaction request {other}."),
            }
            : new(TdsKind.Batch, Encoding.Unicode.GetString(asked), 0, isReset);
    }

    private static byte[] Done(byte status) => [0xFD, status, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>ENVCHANGE: the transaction of that number is over.</summary>
    private static byte[] Ended(byte how) => [0xE3, 11, 0, how, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0];
}
