using Graph.Api.Tests.Hosting;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Payments;

public sealed class RingTests(FreshServer server) : Scenario(server), IClassFixture<FreshServer>
{
    private static readonly int People = Thorough.Race(5, 20);
    private static readonly int Transfers = Thorough.Race(50, 200);

    /// <summary>Each request is sent twice, and every fifth is dropped by its client on the way.</summary>
    [Fact]
    public async Task Transfers_around_a_ring_happen_once_each_whatever_clients_do()
    {
        var ring = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => server.PersonAsync()));
        for (var i = 0; i < People; i++)
        {
            await ring[i].BefriendAsync(ring[(i + 1) % People]);
        }

        await Task.WhenAll(ring.Select(person => person.TopUpAsync("50")));
        var keys = Enumerable.Range(0, Transfers).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Transfers * 2).Select(n => Task.Run(() => SendAsync(n % Transfers, n))));

        // Whoever was dropped asks again, as a client does that heard no answer.
        var answers = new Dictionary<string, int>();
        for (var i = 0; i < Transfers; i++)
        {
            var payload = await ring[i % People].TransferAsync(ring[(i + 1) % People], "1.25", keys[i]);
            Assert.Null(payload["errors"]);
            var id = (string)payload["transaction"]!["id"]!;
            answers[id] = answers.GetValueOrDefault(id) + 1;
        }

        Assert.Equal(Transfers, answers.Count);
        Assert.All(await Task.WhenAll(ring.Select(person => person.BalanceAsync())), balance => Assert.Equal("50.00", balance));
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        Assert.Equal(Transfers, await db.Set<Transaction>().CountAsync(t => t.Kind == TransactionKind.Transfer));
        Assert.Equal(Transfers, await db.Set<Request>().CountAsync(r => r.Operation == "transfer"));

        async Task SendAsync(int i, int n)
        {
            using var patience = new CancellationTokenSource(n % 5 == 0 ? TimeSpan.FromMilliseconds(n % 37) : Timeout.InfiniteTimeSpan);
            var input = new { idempotencyKey = keys[i], to = ring[(i + 1) % People].Id, amount = new { amount = "1.25" } };
            try
            {
                var reply = await ring[i % People].Client.AskAsync(Hosting.People.TransferMutation, new { input }, patience.Token);
                Assert.Null(reply.Errors);
                Assert.Null(reply.Data!["transfer"]!["errors"]);
            }
            catch (OperationCanceledException)
            {
                // The client gave up; what became of it, it asks later.
            }
        }
    }
}
