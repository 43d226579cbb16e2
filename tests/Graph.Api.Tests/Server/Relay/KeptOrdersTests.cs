using Graph.Api.Server.Relay;

namespace Graph.Api.Tests.Server.Relay;

public sealed class KeptOrdersTests
{
    /// <summary>Each order costs a server much to make, and anybody can ask for all of them.</summary>
    [Fact]
    public void Orders_without_end_are_made_up_and_the_usual_one_is_made_once()
    {
        var (kept, made) = (new KeptOrders<string>(), 0);
        for (var i = 0; i < 1_000; i++)
        {
            if (i >= 500)
            {
                Usual();
                Usual();
            }

            Assert.Equal($"{i}", kept.Of($"made up {i}", () => $"{i}"));
        }

        Usual();
        Assert.Equal(1, made);

        void Usual() => kept.Of("usual", () => $"usual {++made}");
    }
}
