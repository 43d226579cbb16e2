using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>Which failures of the client mean a lost connection, and which a command that took too long.</summary>
public sealed class LostConnectionTests
{
    private const string ShortConnect = ";Connect Timeout=2";

    private static readonly Verdict Lost = new(IsLost: true, IsEnded: false);
    private static readonly Verdict Ended = new(IsLost: false, IsEnded: true);
    private static readonly Verdict Neither = new(IsLost: false, IsEnded: false);

    /// <summary>The client tries again as long as it has time to connect, and then tells of the refusal.</summary>
    [Fact]
    public async Task A_refused_connection_is_lost() =>
        Assert.Equal(Lost, await JudgeAsync(TdsPeer.ConnectionTo(TdsPeer.FreePort()) + ShortConnect, db => db.ReadAsync()));

    [Theory]
    [InlineData(TdsKind.PreLogin, Reply.Fin)]
    [InlineData(TdsKind.PreLogin, Reply.Rst)]
    [InlineData(TdsKind.Login, Reply.Fin)]
    [InlineData(TdsKind.Login, Reply.Rst)]
    [InlineData(TdsKind.Batch, Reply.Fin)]
    [InlineData(TdsKind.Batch, Reply.Rst)]
    public async Task A_connection_that_is_cut_by_a_command_is_lost(TdsKind at, Reply how)
    {
        await using var peer = new TdsPeer(request => request.Kind == at ? how : Reply.Done);
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString, db => db.ReadAsync()));
    }

    [Theory]
    [InlineData(TdsKind.Begin, Reply.Fin)]
    [InlineData(TdsKind.Begin, Reply.Rst)]
    [InlineData(TdsKind.Batch, Reply.Fin)]
    [InlineData(TdsKind.Batch, Reply.Rst)]
    [InlineData(TdsKind.Commit, Reply.Fin)]
    [InlineData(TdsKind.Commit, Reply.Rst)]
    public async Task A_connection_that_is_cut_in_a_transaction_is_lost(TdsKind at, Reply how)
    {
        await using var peer = new TdsPeer(request => request.Kind == at ? how : Reply.Done);
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString, async db =>
        {
            await using var write = await db.BeginWriteAsync(default);
            await db.ReadAsync();
            await write.CommitAsync();
        }));
    }

    [Theory]
    [InlineData(Reply.Fin)]
    [InlineData(Reply.Rst)]
    public async Task A_connection_that_is_cut_while_it_is_open_and_idle_is_lost(Reply how)
    {
        await using var peer = new TdsPeer();
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString, async db =>
        {
            await db.Database.OpenConnectionAsync();
            peer.Cut(how);
            await db.ReadAsync();
        }));
    }

    [Theory]
    [InlineData(Reply.Fin)]
    [InlineData(Reply.Rst)]
    public async Task A_connection_that_is_cut_before_the_commit_is_lost(Reply how)
    {
        await using var peer = new TdsPeer();
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString, async db =>
        {
            await using var write = await db.BeginWriteAsync(default);
            peer.Cut(how);
            await write.CommitAsync();
        }));
    }

    /// <summary>As when the client notices a cut by itself: it reports no failure of the database.</summary>
    [Fact]
    public async Task A_connection_that_is_found_closed_is_lost()
    {
        await using var peer = new TdsPeer();
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString, async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT 1";
            await db.Database.CloseConnectionAsync();
            await command.ExecuteNonQueryAsync();
        }));
    }

    /// <summary>
    /// The pool looks at a connection before it lends it, and opens another one; but not at one that was used within
    /// the last five milliseconds.
    /// </summary>
    [Theory]
    [InlineData(Reply.Fin)]
    [InlineData(Reply.Rst)]
    public async Task A_connection_that_is_cut_in_the_pool_is_replaced(Reply how)
    {
        await using var peer = new TdsPeer();
        await using var services = PeerGraph.Of(peer.ConnectionString);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        await db.ReadAsync();
        peer.Cut(how);
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        await db.ReadAsync();
        Assert.Equal(2, peer.Count(TdsKind.Login));
    }

    /// <summary>It has the same number as a command that runs out of time.</summary>
    [Theory]
    [InlineData(TdsKind.PreLogin)]
    [InlineData(TdsKind.Login)]
    public async Task A_connection_that_is_not_opened_in_time_is_lost(TdsKind at)
    {
        await using var peer = new TdsPeer(request => request.Kind == at ? Reply.Nothing : Reply.Done);
        Assert.Equal(Lost, await JudgeAsync(peer.ConnectionString + ShortConnect, db => db.ReadAsync()));
    }

    /// <summary>Then a client takes the command back, and the server says that it is.</summary>
    [Fact]
    public async Task A_command_that_does_not_end_in_time_is_ended()
    {
        await using var peer = new TdsPeer(request => request.Kind == TdsKind.Batch ? Reply.Nothing : Reply.Done);
        Assert.Equal(Ended, await JudgeAsync(peer.ConnectionString, db => db.ReadAsync(), command: TimeSpan.FromSeconds(1)));
        Assert.Equal(1, peer.Count(TdsKind.Attention));
    }

    /// <summary>Its number is that of a connection that was cut.</summary>
    [Fact]
    public async Task A_cancelled_command_is_neither()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new TdsPeer(request =>
        {
            if (request.Kind != TdsKind.Batch)
            {
                return Reply.Done;
            }

            cancel.CancelAfter(TimeSpan.FromMilliseconds(100));
            return Reply.Nothing;
        });
        Assert.Equal(Neither, await JudgeAsync(peer.ConnectionString, db => db.ReadAsync(cancel.Token)));
    }

    private static async Task<Verdict> JudgeAsync(string connection, Func<GraphDb, Task> act, TimeSpan? command = null)
    {
        await using var services = PeerGraph.Of(connection, command);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => act(db));
        return new(Units.CausesOf(failure).Any(db.IsConnectionLost), CommandLimit.Ended(failure));
    }

    private sealed record Verdict(bool IsLost, bool IsEnded);
}
