using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>What `migrate` leaves behind when the server refuses row versioning.</summary>
public sealed class RefusedMigrationTests
{
    private const string Versioning = "READ_COMMITTED_SNAPSHOT";

    /// <summary>5011 is a missing permission, 5069 that ALTER DATABASE failed, 5061 a lock that was not given.</summary>
    [Theory]
    [InlineData(5011)]
    [InlineData(5069)]
    [InlineData(5061)]
    public async Task A_refusal_comes_before_the_first_table_and_says_what_to_grant(int error)
    {
        var mayAlter = false;
        await using var peer = new TdsPeer(request => request.Text switch
        {
            var text when text.Contains("sp_getapplock", StringComparison.Ordinal) => Reply.Zero,
            var text when text.Contains(Versioning, StringComparison.Ordinal) && !mayAlter => Reply.Refused,
            _ => Reply.Done,
        })
        { Refusal = error };
        await using var services = PeerGraph.Of(peer.ConnectionString);
        var migrator = services.GetRequiredService<Migrator>();
        var refused = await Assert.ThrowsAsync<UnfitDatabaseException>(() => migrator.MigrateAsync());
        Assert.Contains("GRANT ALTER ON DATABASE", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Tables(peer), text => !text.Contains("__EFMigrationsHistory", StringComparison.Ordinal));

        mayAlter = true;
        var before = peer.Received.Count;
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GraphDb>().Database.MigrateAsync();
        var after = peer.Received.Skip(before).ToList();
        var versioning = after.FindIndex(request => request.Text.Contains(Versioning, StringComparison.Ordinal));
        Assert.InRange(versioning, 0, after.FindIndex(request => request.Text.Contains("CREATE TABLE [users]", StringComparison.Ordinal)));
        Assert.Contains(after, request => request.Text.Contains("INSERT INTO [__EFMigrationsHistory]", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Tables(TdsPeer peer) =>
        peer.Received.Select(request => request.Text).Where(text => text.Contains("CREATE TABLE", StringComparison.Ordinal));
}
