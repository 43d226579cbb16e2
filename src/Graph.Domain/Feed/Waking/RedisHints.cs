using System.Security.Cryptography;
using Graph.Domain.Persistence;
using StackExchange.Redis;

namespace Graph.Domain.Feed.Waking;

/// <summary>
/// Hints over Redis, for many nodes and for databases that cannot notify. The client connects again by itself, and
/// subscribes again then.
/// </summary>
public sealed class RedisHints(string configuration) : INodeHints, IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("graph:log");

    private readonly RedisValue _node = RandomNumberGenerator.GetHexString(16);
    private readonly Lazy<Task<ConnectionMultiplexer>> _server = new(() => ConnectAsync(configuration));

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var server = await _server.Value.WaitAsync(cancellationToken);
        await server.GetSubscriber().PublishAsync(Channel, _node, CommandFlags.FireAndForget);
    }

    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        var server = await _server.Value.WaitAsync(cancellationToken);
        var hints = await server.GetSubscriber().SubscribeAsync(Channel);
        hints.OnMessage(hint =>
        {
            if (hint.Message != _node)
            {
                heard();
            }
        });
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await hints.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);

        // A server that is away at the start may come later. Until then every node looks by itself.
        options.AbortOnConnectFail = false;
        return ConnectionMultiplexer.ConnectAsync(options);
    }
}
