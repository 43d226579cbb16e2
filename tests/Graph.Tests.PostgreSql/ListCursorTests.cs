using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// A list is read while an older transaction is still at work, whose event comes before those that the list shows. A stream that
/// begins at the list's cursor misses it no more than one that begins at `viewer.liveCursor`.
/// </summary>
public sealed class ListCursorTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Notifications =
        "subscription($after: String) { notifications(after: $after) { notification { subject { ... on Transaction { note } } } } }";

    [Theory]
    [InlineData("viewer { notifications(first: 1) { nodes { liveCursor subject { ... on Transaction { note } } } } }", false)]
    [InlineData("viewer { notifications(first: 1) { nodes { subject { ... on Transaction { note } } } } liveCursor }", true)]
    public async Task An_older_transaction_that_ends_after_the_list_was_read_is_heard_of(string list, bool ofViewer)
    {
        var (slow, fast, payee) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        foreach (var payer in (Somebody[])[slow, fast])
        {
            await payer.BefriendAsync(payee);
            await payer.TopUpAsync("10");
        }

        var units = server.Services.GetRequiredService<Units>();
        var (locked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = Task.Run(() => units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM account WHERE owner_id = {slow.UserId.Value} FOR UPDATE");
            locked.SetResult();
            await release.Task;
            return true;
        }));
        await locked.Task;
        var older = slow.TransferAsync(payee, "1", note: "older");
        await UntilWaitingAsync(units);
        Assert.Null((await fast.TransferAsync(payee, "1", note: "newer"))["errors"]);

        var data = (await payee.DataAsync($"{{ {list} }}"))["viewer"]!;
        var shown = data["notifications"]!["nodes"]![0]!;
        Assert.Equal("newer", (string)shown["subject"]!["note"]!);
        var after = (string)(ofViewer ? data["liveCursor"] : shown["liveCursor"])!;
        release.SetResult();
        await holder;
        Assert.Null((await older)["errors"]);

        // What the list showed may come once more, but nothing is missed.
        await using var socket = await Socket.ReadyAsync(server, payee.Client.Token);
        await socket.SubscribeAsync("n", Notifications, new { after });
        Assert.Equal("older", NoteOf(await socket.NextAsync()));
        Assert.Equal("newer", NoteOf(await socket.NextAsync()));

        static string? NoteOf(JsonNode update) => (string?)update["data"]!["notifications"]!["notification"]!["subject"]!["note"];
    }

    private static Task UntilWaitingAsync(Units units) => Patience.UntilAsync(
        async () => await units.ReadAsync(db => db.Database
            .SqlQueryRaw<int>(
                """
                SELECT count(*)::int AS "Value" FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND datname = current_database()
                """)
            .SingleAsync()) > 0,
        () => "Nobody waits.");
}
