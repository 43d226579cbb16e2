using System.Collections.Concurrent;
using Graph.Api.Tests.Hosting;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// Clients who pay one fen after the other, and ask again under the same key until they have an answer, whatever dies in
/// between.
/// </summary>
internal sealed class Load(IReadOnlyList<Somebody> people)
{
    private readonly ConcurrentDictionary<Guid, string> _answers = [];
    private readonly ConcurrentQueue<string> _refusals = [];
    private readonly CancellationTokenSource _over = new();
    private Task[] _workers = [];

    /// <summary>Where to send; changes when a server comes back under another address.</summary>
    public Uri? Endpoint { get; set; }

    public int Answered => _answers.Count;

    public static async Task<Load> OfAsync(GraphProcess server, int payers)
    {
        var people = new Somebody[payers + 1];
        await Parallel.ForAsync(0, people.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            people[i] = await server.Client().PersonAsync();
            await people[i].TopUpAsync("900");
        });
        foreach (var payer in people[1..])
        {
            await payer.BefriendAsync(people[0]);
        }

        return new Load(people) { Endpoint = server.Endpoint };
    }

    public void Start() => _workers = [.. people.Skip(1).Select(payer => Task.Run(() => PayAsync(payer)))];

    /// <summary>Waits until so many more were answered.</summary>
    public async Task MoreAsync(int count)
    {
        var goal = Answered + count;
        for (var i = 0; Answered < goal; i++)
        {
            Assert.True(i < 6_000, $"no progress: {string.Join(", ", _refusals.TakeLast(5))}");
            await Task.Delay(10);
        }
    }

    /// <summary>Lets all have their answers, and then has each of them again.</summary>
    public async Task SettleAsync(GraphProcess server)
    {
        await _over.CancelAsync();
        await Task.WhenAll(_workers);
        Assert.DoesNotContain(_refusals, refusal => refusal.StartsWith("refused", StringComparison.Ordinal));
        var payee = people[0] with { Client = server.Client(people[0].Client.Token) };
        Assert.Equal(90_000 + Answered, decimal.Parse(await payee.BalanceAsync(), System.Globalization.CultureInfo.InvariantCulture) * 100);
        foreach (var (key, id) in _answers.Take(100))
        {
            var payer = people.Skip(1).First(person => key.ToByteArray()[15] % (people.Count - 1) == people.ToList().IndexOf(person) - 1);
            var again = await (payer with { Client = server.Client(payer.Client.Token) }).TransferAsync(payee, "0.01", key);
            Assert.Equal((true, id), ((bool)again["replayed"]!, (string)again["transaction"]!["id"]!));
        }
    }

    private async Task PayAsync(Somebody payer)
    {
        var mine = people.ToList().IndexOf(payer) - 1;
        while (!_over.IsCancellationRequested)
        {
            // The last byte of a key says whose it is.
            var bytes = Guid.CreateVersion7().ToByteArray();
            bytes[15] = (byte)((bytes[15] % 16 * (people.Count - 1)) + mine);
            var key = new Guid(bytes);
            while (!await TryAsync(payer, key))
            {
                await Task.Delay(20);
            }
        }
    }

    private async Task<bool> TryAsync(Somebody payer, Guid key)
    {
        try
        {
            var reply = await new GraphClient(Endpoint!, payer.Client.Token).AskAsync(
                People.TransferMutation, new { input = new { idempotencyKey = key, to = people[0].Id, amount = new { amount = "0.01" } } });
            if (reply.Errors is not null)
            {
                _refusals.Enqueue($"failed {reply}");
                return false;
            }

            var payload = reply.Data!["transfer"]!;
            if (payload["errors"] is not null)
            {
                _refusals.Enqueue($"refused {payload.ToJsonString()}");
                return payload.CodeOf() != "OPERATION_IN_PROGRESS";
            }

            Assert.Equal(payload["transaction"]!["id"]!.ToString(), _answers.GetOrAdd(key, payload["transaction"]!["id"]!.ToString()));
            return true;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException or System.Text.Json.JsonException)
        {
            _refusals.Enqueue($"lost {lost.Message}");
            return false;
        }
    }
}
