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

    /// <summary>Checks a configuration. Returns what is wrong and what to do, or null when all is well.</summary>
    public static string? FindFault(string configuration)
    {
        const string form = "Give a server and its options, such as redis.example.com:6379,password=…,ssl=true.";
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0
                ? null
                : $"ConnectionStrings__Redis names no server. {form}";
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            return $"ConnectionStrings__Redis cannot be read: {malformed.Message} {form}";
        }
    }

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var server = await _server.Value.WaitAsync(cancellationToken);
        await server.GetSubscriber().PublishAsync(Channel, _node, CommandFlags.FireAndForget);
    }

    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        var subscriber = (await _server.Value.WaitAsync(cancellationToken)).GetSubscriber();
        try
        {
            await subscriber.SubscribeAsync(Channel, Hear);

            // No message came for rows that were written before the subscription, so the log is read once now.
            heard();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            // The client keeps a subscription that failed too, and it would be heard once more when the server comes.
            await subscriber.UnsubscribeAsync(Channel, Hear, CommandFlags.FireAndForget);
        }

        void Hear(RedisChannel channel, RedisValue node)
        {
            if (node != _node)
            {
                heard();
            }
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
