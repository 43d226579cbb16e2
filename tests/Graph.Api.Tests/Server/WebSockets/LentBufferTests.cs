using System.Buffers;
using Graph.Api.Server.WebSockets;

namespace Graph.Api.Tests.Server.WebSockets;

/// <summary>A buffer of a socket: it holds what was written, and nothing while it is empty.</summary>
public sealed class LentBufferTests
{
    [Fact]
    public void It_keeps_what_was_written_while_it_grows_and_holds_nothing_afterwards()
    {
        var buffer = new LentBuffer();
        Assert.Equal(0, buffer.Capacity);
        for (var round = 0; round < 3; round++)
        {
            var expected = Enumerable.Range(0, 100_000).Select(i => (byte)(i % 251)).ToArray();
            foreach (var part in expected.Chunk(999))
            {
                buffer.Write(part);
            }

            Assert.Equal(expected, buffer.Written.ToArray());
            Assert.InRange(buffer.Capacity, expected.Length, 4 * expected.Length);
            buffer.Clear();
            Assert.Equal((0, 0), (buffer.Capacity, buffer.Count));
        }
    }

    [Fact]
    public void It_has_as_much_room_as_is_asked_for()
    {
        var buffer = new LentBuffer();
        buffer.Write(new byte[10]);
        Assert.InRange(buffer.GetMemory(5_000).Length, 5_000, int.MaxValue);
        Assert.InRange(buffer.GetSpan().Length, 1, int.MaxValue);
        Assert.Equal(10, buffer.Count);
    }
}
