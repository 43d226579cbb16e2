using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Security;

namespace Graph.Tests.PostgreSql.Waiting;

/// <summary>What happens while somebody waits for a row: on a server with one lock a row, others go on meanwhile.</summary>
public sealed class WaitingTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task A_duplicate_that_waited_long_enough_is_told_that_the_first_is_at_work()
    {
        await using var database = await TestDatabase.CreateAsync(connection: given => given.Replace("lock_timeout=1h", "lock_timeout=1s"));
        var payer = await database.PersonAsync();
        var command = new Command(payer, "test", Guid.CreateVersion7(), new RequestInput());
        var (inside, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = database.Get<Idempotency>().RunAsync(
            command,
            confirm: null,
            async _ =>
            {
                inside.SetResult();
                await release.Task;
                return 1;
            },
            staysOpen: false,
            default);
        await inside.Task;
        var refused = await Assert.ThrowsAsync<DomainException>(() => SecondAsync());
        Assert.IsType<OperationInProgressError>(Assert.Single(refused.Errors));
        release.SetResult();
        Assert.False((await first).Replayed);
        Assert.Equal((1, true), (await SecondAsync()) is var answer ? (answer.Value, answer.Replayed) : default);

        Task<Answer<int>> SecondAsync() => database.Get<Idempotency>().RunAsync(
            command, confirm: null, _ => Task.FromResult(2), staysOpen: false, default);
    }
}
