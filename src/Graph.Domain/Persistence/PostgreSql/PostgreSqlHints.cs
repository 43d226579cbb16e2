using System.Security.Cryptography;
using Npgsql;

namespace Graph.Domain.Persistence.PostgreSql;

/// <summary>
/// Hints by NOTIFY. They are sent after the commit and over a connection of their own: a NOTIFY inside a transaction makes
/// all commits of the server wait for each other. LISTEN needs a session that stays, so its connection is not pooled; probes
/// keep it alive and tell when it is lost.
/// </summary>
internal sealed class PostgreSqlHints(string connection, string? listen) : INodeHints, IAsyncDisposable
{
    private const string Channel = "graph_log";
    private const int SecondsBetweenProbes = 15;

    private readonly string _node = RandomNumberGenerator.GetHexString(16);
    private readonly string _sending = OfOneSession(connection);
    private readonly string _listening = OfOneSession(listen is { Length: > 0 } ? listen : connection);
    private NpgsqlConnection? _sender;

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_sender is null)
            {
                _sender = new NpgsqlConnection(_sending);
                await _sender.OpenAsync(cancellationToken);
            }

            await using var notify = new NpgsqlCommand($"NOTIFY {Channel}, '{_node}'", _sender);
            await notify.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        await using var session = new NpgsqlConnection(_listening);
        session.Notification += (_, hint) =>
        {
            if (hint.Payload != _node)
            {
                heard();
            }
        };
        await session.OpenAsync(cancellationToken);
        await using (var command = new NpgsqlCommand($"LISTEN {Channel}", session))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // No notification came for rows that were written before LISTEN took effect, so the log is read once now.
        heard();
        while (true)
        {
            await session.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sender is { } sender)
        {
            _sender = null;
            await sender.DisposeAsync();
        }
    }

    private static string OfOneSession(string connection) => new NpgsqlConnectionStringBuilder(connection)
    {
        Pooling = false,
        KeepAlive = SecondsBetweenProbes,
        ApplicationName = "graph hints",
    }.ToString();
}
