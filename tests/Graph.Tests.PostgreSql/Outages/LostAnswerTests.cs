using System.Net;
using System.Net.Sockets;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Posts;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Lending;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Graph.Tests.PostgreSql.Outages;

/// <summary>The database commits a unit, and the connection is cut before the answer comes.</summary>
public sealed class LostAnswerTests
{
    [Fact]
    public async Task What_has_no_key_is_not_done_again()
    {
        await using var proxy = new AnswerCutter();
        await using var database = await TestDatabase.CreateAsync(connection: proxy.Through);
        var author = await new Lenders(database).PersonAsync();

        // The first commit counts the post against the limit of an hour.
        proxy.CutCommit(number: 2);
        await Assert.ThrowsAsync<UnknownOutcomeException>(
            () => database.Get<PostWriter>().WriteAsync(new PostDraft(author, "Hello", [], null, null, null)));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Post>().CountAsync()));
    }

    [Fact]
    public async Task What_has_a_key_is_sent_again_and_finds_its_answer()
    {
        await using var proxy = new AnswerCutter();
        await using var database = await TestDatabase.CreateAsync(connection: proxy.Through);
        var lenders = new Lenders(database);
        var (payer, payee) = (await lenders.PersonAsync(10), await lenders.PersonAsync());
        await lenders.BefriendAsync(payer, payee);
        proxy.CutCommit(number: 1);
        var paid = await database.Get<Transfers>().SendAsync(
            new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)), new Origin(null, null), default);
        Assert.True(paid.Replayed);
        Assert.Equal(paid.Value, (await database.Units.ReadAsync(db => db.Set<Transaction>().SingleAsync(t => t.PayeeId == payee))).Id);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Stands between a client and a server. It passes everything on, but cuts the connection instead of the answer to one commit.</summary>
    private sealed class AnswerCutter : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private (string Host, int Port) _server;
        private Task _accepting = Task.CompletedTask;
        private int _commitsLeft;

        public string Through(string connection)
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            _server = (builder.Host!, builder.Port);
            _listener.Start();
            _accepting = AcceptAsync();
            (builder.Host, builder.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
            return builder.ConnectionString;
        }

        /// <param name="number">Which of the next commits gets no answer.</param>
        public void CutCommit(int number) => Volatile.Write(ref _commitsLeft, number);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Dispose();
            await _accepting;
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            var passing = new List<Task>();
            try
            {
                while (true)
                {
                    passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                }
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                await Task.WhenAll(passing);
            }
        }

        private async Task PassAsync(TcpClient client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_server.Host, _server.Port, CancellationToken.None);
            using (client)
            {
                var isCut = new TaskCompletionSource();
                var up = CopyAsync(client.GetStream(), server.GetStream(), sent =>
                {
                    if (sent.IndexOf("COMMIT\0"u8) >= 0 && Interlocked.Decrement(ref _commitsLeft) == 0)
                    {
                        isCut.SetResult();
                    }

                    return false;
                });

                // The server answers when it has committed. The answer goes nowhere.
                var down = CopyAsync(server.GetStream(), client.GetStream(), _ => isCut.Task.IsCompleted);
                await Task.WhenAny(up, down);
            }
        }

        private async Task CopyAsync(NetworkStream from, NetworkStream to, Filter ends)
        {
            var buffer = new byte[65_536];
            try
            {
                int length;
                while ((length = await from.ReadAsync(buffer, _stop.Token)) > 0 && !ends(buffer.AsSpan(0, length)))
                {
                    await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
                }
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // One side has gone, and the other follows.
            }
        }

        private delegate bool Filter(ReadOnlySpan<byte> bytes);
    }
}
