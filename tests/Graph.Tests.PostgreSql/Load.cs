using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// Clients who pay one fen after the other, and between that move half a yuan in and out through the bank, and ask again
/// under the same key until they have an answer, whatever dies in between. Every second one's bank takes two seconds, so
/// that it is at work whenever something dies.
/// </summary>
internal sealed class Load(IReadOnlyList<Somebody> people)
{
    private const int Start = 90_000;

    private static readonly string[] Moves = ["transfer", "topUp", "transfer", "withdraw"];

    private readonly ConcurrentDictionary<Guid, Answered> _answers = [];
    private readonly ConcurrentQueue<string> _refusals = [];
    private readonly ConcurrentDictionary<string, string> _tokens = [];
    private readonly CancellationTokenSource _over = new();
    private Task[] _workers = [];

    /// <summary>Where to send; changes when a server comes back under another address.</summary>
    public Uri? Endpoint { get; set; }

    public static async Task<Load> OfAsync(GraphProcess server, int payers)
    {
        var people = new Somebody[payers + 1];
        await Parallel.ForAsync(0, people.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            people[i] = await server.Client().PersonAsync(bin: i % 2 == 0 ? "622202" : "622204");
            await people[i].TopUpAsync("900");
        });
        foreach (var payer in people[1..])
        {
            await payer.BefriendAsync(people[0]);
        }

        var load = new Load(people) { Endpoint = server.Endpoint };
        foreach (var person in people)
        {
            await load.HasAsync(person, Start);
        }

        return load;
    }

    public void Begin() => _workers = [.. people.Skip(1).Select(payer => Task.Run(() => MoveAsync(payer)))];

    /// <summary>Waits until so many more were answered.</summary>
    public Task MoreAsync(int count)
    {
        var goal = _answers.Count + count;
        return Patience.UntilAsync(() => _answers.Count >= goal, () => $"no progress: {string.Join(", ", _refusals.TakeLast(5))}");
    }

    /// <summary>Lets all have their answers and the bank its own, and then has each of them again.</summary>
    public async Task SettleAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_workers);
        foreach (var person in people)
        {
            await SignInAgainAsync(person);
        }

        var refused = _refusals.Where(refusal => refusal.StartsWith("refused", StringComparison.Ordinal)).ToList();
        Assert.True(refused.Count == 0, string.Join('\n', refused));
        var made = _answers.Values.ToLookup(answer => (answer.Payer, answer.Move));
        Assert.All(Moves, move => Assert.Contains(_answers.Values, answer => answer.Move == move));
        await HasAsync(people[0], Start + _answers.Values.Count(answer => answer.Move == "transfer"));
        foreach (var payer in people.Skip(1))
        {
            int Count(string move) => made[(payer, move)].Count();
            await HasAsync(payer, Start - Count("transfer") + (50 * Count("topUp")) - (50 * Count("withdraw")));
        }

        foreach (var (key, (payer, move, id)) in _answers.Take(100))
        {
            var again = (await SendAsync(payer, move, key)).Data![move]!;
            Assert.Equal((true, id), ((bool)again["replayed"]!, (string)again["transaction"]!["id"]!));
        }
    }

    /// <summary>What was held is decided within the bank's seconds and the clearing's.</summary>
    private async Task HasAsync(Somebody person, int fen)
    {
        var now = person with { Client = new GraphClient(Endpoint!, TokenOf(person)) };
        var found = "";
        await Patience.UntilAsync(async () =>
        {
            var wallet = (await now.DataAsync("{ viewer { wallet { balance { amount } held { amount } } } }"))["viewer"]!["wallet"]!;
            found = $"{FenOf(wallet["balance"]!)}, held {FenOf(wallet["held"]!)}";
            return found == $"{fen}, held 0";
        }, () => $"{found}, not {fen}");
    }

    private string TokenOf(Somebody person) => _tokens.GetValueOrDefault(person.Phone, person.Client.Token!);

    private async Task SignInAgainAsync(Somebody person)
    {
        var reply = await new GraphClient(Endpoint!, null).AskAsync(
            "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } } }",
            new { input = new { phone = person.Phone, password = Somebody.Password } });
        if ((string?)reply.Data?["signIn"]?["tokens"]?["accessToken"] is { } token)
        {
            _tokens[person.Phone] = token;
        }
    }

    private static long FenOf(JsonNode money) => (long)(decimal.Parse((string)money["amount"]!, CultureInfo.InvariantCulture) * 100);

    private async Task MoveAsync(Somebody payer)
    {
        for (var i = 0; !_over.IsCancellationRequested; i++)
        {
            var key = Guid.CreateVersion7();
            while (!await TryAsync(payer, Moves[i % Moves.Length], key))
            {
                await Task.Delay(20);
            }
        }
    }

    private Task<Reply> SendAsync(Somebody payer, string move, Guid key) => new GraphClient(Endpoint!, TokenOf(payer)).AskAsync(
        $"mutation($input: {char.ToUpperInvariant(move[0])}{move[1..]}Input!) {{ {move}(input: $input) {{ transaction {{ id status }} replayed errors {{ ... on Error {{ code }} }} }} }}",
        new
        {
            input = move == "transfer"
                ? (object)new { idempotencyKey = key, to = people[0].Id, amount = new { amount = "0.01" } }
                : new { idempotencyKey = key, bankCard = payer.CardId, amount = new { amount = "0.50" } },
        });

    private async Task<bool> TryAsync(Somebody payer, string move, Guid key)
    {
        try
        {
            var reply = await SendAsync(payer, move, key);
            if (reply.Errors is not null)
            {
                _refusals.Enqueue($"failed {reply}");
                if (reply.Code == "UNAUTHENTICATED")
                {
                    // On a slow machine this takes longer than a token lives.
                    await SignInAgainAsync(payer);
                }

                return false;
            }

            var payload = reply.Data![move]!;
            if (payload["errors"] is not null)
            {
                // A bank that was asked by who died is asked again once that one's lease is over: longer than a client waits.
                var waits = payload.CodeOf() == "OPERATION_IN_PROGRESS";
                _refusals.Enqueue($"{(waits ? "waits" : "refused")} {payload.ToJsonString()}");
                return !waits;
            }

            var answer = new Answered(payer, move, (string)payload["transaction"]!["id"]!);
            Assert.Equal(answer, _answers.GetOrAdd(key, answer));
            return true;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException or System.Text.Json.JsonException)
        {
            _refusals.Enqueue($"lost {lost.Message}");
            return false;
        }
    }

    private sealed record Answered(Somebody Payer, string Move, string Id);
}
