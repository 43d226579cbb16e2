using System.Buffers;

namespace Graph.Api.Server.WebSockets;

/// <summary>
/// A buffer that grows as it is written, and holds no memory while it is empty: a socket that waits needs none, and what was
/// needed for a large message is given back after it.
/// </summary>
public sealed class LentBuffer : IBufferWriter<byte>
{
    private const int Smallest = 2048;

    private byte[] _lent = [];

    public int Count { get; private set; }

    /// <summary>The memory that the buffer holds now.</summary>
    public int Capacity => _lent.Length;

    /// <summary>What was written. It is valid until the buffer is cleared.</summary>
    public ReadOnlyMemory<byte> Written => _lent.AsMemory(0, Count);

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var size = Count + Math.Max(sizeHint, 1);
        if (size > _lent.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(size, _lent.Length * 2), Smallest));
            Written.CopyTo(larger);
            GiveBack();
            _lent = larger;
        }

        return _lent.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Forgets what was written, and gives the memory back.</summary>
    public void Clear()
    {
        GiveBack();
        (_lent, Count) = ([], 0);
    }

    private void GiveBack()
    {
        if (_lent.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_lent);
        }
    }
}
