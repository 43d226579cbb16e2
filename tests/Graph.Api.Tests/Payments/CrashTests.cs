using System.Collections.Concurrent;
using System.Globalization;
using Graph.Api.Tests.Hosting;
using Graph.Domain;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Payments;

public sealed class CrashTests
{
    [Fact]
    public async Task A_server_that_is_killed_under_load_loses_nothing_and_doubles_nothing()
    {
        await using var folder = new TemporaryFolder();
        var sent = new ConcurrentQueue<Guid>();
        var answered = new ConcurrentDictionary<Guid, string>();
        Somebody payer, payee, silent;
        await using (var server = await GraphProcess.StartAsync(folder.Path))
        {
            payer = await server.Client().PersonAsync();
            payee = await server.Client().PersonAsync();
            silent = await server.Client().PersonAsync(bin: "622205");
            await payer.BefriendAsync(payee);
            await payer.TopUpAsync("900");
            Assert.Equal("PENDING", (string)(await silent.TopUpAsync("7"))["transaction"]!["status"]!);

            var load = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        var key = Guid.CreateVersion7();
                        sent.Enqueue(key);
                        var payload = await payer.TransferAsync(payee, "0.01", key);
                        answered[key] = (string)payload["transaction"]!["id"]!;
                    }
                }
                catch (HttpRequestException)
                {
                    // The server is gone.
                }
            })));
            await Patience.UntilAsync(() => load.IsCompleted || answered.Count >= Thorough.Life(100, 1_000));
            Assert.False(load.IsCompleted);
            await server.KillAsync();
            await load;
        }

        Assert.True(answered.Count < sent.Count, "The server was not killed in the midst of anything.");
        await GraphProcess.VerifyAsync(folder.Path);

        await using (var server = await GraphProcess.StartAsync(folder.Path))
        {
            (payer, payee, silent) = (At(payer), At(payee), At(silent));
            await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) =>
            {
                var payload = await payer.TransferAsync(payee, "0.01", key);
                Assert.Null(payload["errors"]);
                if (answered.TryGetValue(key, out var first))
                {
                    Assert.True((bool)payload["replayed"]!);
                    Assert.Equal(first, (string)payload["transaction"]!["id"]!);
                }
            });
            var paid = sent.Count * 0.01m;
            Assert.Equal(paid.ToString("0.00", CultureInfo.InvariantCulture), await payee.BalanceAsync());
            Assert.Equal((900 - paid).ToString("0.00", CultureInfo.InvariantCulture), await payer.BalanceAsync());
            await Patience.UntilAsync(async () => await silent.BalanceAsync() == "7.00");

            Somebody At(Somebody person) => person with { Client = server.Client(person.Client.Token) };
        }

        await GraphProcess.VerifyAsync(folder.Path);
    }

    /// <summary>Two delayed transfers, whose holds come due while nothing runs: one is to settle, one has run out.</summary>
    [Fact]
    public async Task What_came_due_while_nothing_ran_is_made_up_for()
    {
        await using var folder = new TemporaryFolder();
        Somebody payer, payee;
        await using (var server = await GraphProcess.StartAsync(folder.Path))
        {
            payer = await server.Client().PersonAsync();
            payee = await server.Client().PersonAsync();
            await payer.BefriendAsync(payee);
            await payer.TopUpAsync("900");
            foreach (var amount in new[] { "3", "4" })
            {
                var sent = await payer.DoAsync(
                    People.TransferMutation,
                    new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount }, arrival = "TWO_HOURS" });
                Assert.Equal("PENDING", (string)sent["transaction"]!["status"]!);
            }

            await server.KillAsync();
        }

        var past = DateTime.UtcNow.AddMinutes(-1);
        await using (var services = new ServiceCollection().AddDomain(TestStore.Provider, await TestStore.ConnectionAsync(folder.Path)).BuildServiceProvider())
        await using (var scope = services.CreateAsyncScope())
        {
            var holds = scope.ServiceProvider.GetRequiredService<GraphDb>().Set<Hold>();
            Assert.Equal(1, await holds.Where(h => h.Amount == 300).ExecuteUpdateAsync(set => set.SetProperty(h => h.SettlesAt, past)));
            Assert.Equal(1, await holds.Where(h => h.Amount == 400)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.SettlesAt, (DateTime?)null).SetProperty(h => h.ExpiresAt, past)));
        }

        await using (var server = await GraphProcess.StartAsync(folder.Path))
        {
            payer = payer with { Client = server.Client(payer.Client.Token) };
            var found = "";
            await Patience.UntilAsync(async () =>
            {
                var wallet = (await payer.DataAsync(
                    "{ viewer { wallet { balance { amount } held { amount } transactions(first: 2, where: { kind: { eq: TRANSFER } }) { nodes { status } } } } }"))["viewer"]!["wallet"]!;
                found = $"{wallet["balance"]!["amount"]} {wallet["held"]!["amount"]} "
                    + string.Join(' ', wallet["transactions"]!["nodes"]!.AsArray().Select(node => (string)node!["status"]!));
                return found == "897.00 0.00 EXPIRED POSTED";
            }, () => found);
        }

        await GraphProcess.VerifyAsync(folder.Path);
    }
}
