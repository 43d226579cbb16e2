using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql;

/// <summary>
/// Many subscribers, with the clients of front ends, drop and come back while people pay, and Redis, the database and the
/// servers go away and come back. In the end each has each of its own events once and in order, and none of another's.
/// </summary>
[Collection(nameof(Alone))]
public sealed class LiveChaosTests
{
    private const int People = 4;
    private const int Parts = 5;
    private static readonly int SubscribersEach = Thorough.Race(10, 50);
    private static readonly int PaymentsBetween = Thorough.Events(75, 1_500) / Parts;

    /// <summary>How many of a hundred events make a subscriber drop. To come back costs as much as many events.</summary>
    private static readonly int DropsInHundred = Thorough.Race(10, 2);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(Thorough.Race(1, 10));

    [SkippableFact]
    public async Task Everybody_has_each_event_once_whatever_goes_away_and_comes_back()
    {
        Node.Require();
        using var redis = RedisServer.StartOrSkip();
        await using var folder = new TemporaryFolder();
        await using var database = await PostgreSqlServer.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Graph"] = database.ConnectionString,
            ["ConnectionStrings__Redis"] = redis.Configuration,
            ["Limits__ConnectionsPerUser"] = "1000",
            ["Limits__SocketPing"] = "00:00:01",
        };
        var nodes = new[] { await GraphProcess.StartAsync(folder.Path, settings), await GraphProcess.StartAsync(folder.Path, settings) };
        try
        {
            var payments = await Payments.OfAsync(nodes[0], People);
            payments.At(nodes);
            await WriteAsync(folder, "now.json", new { urls = UrlsOf(nodes) });
            await WriteAsync(folder, "who.json", await payments.SubscribersAsync(SubscribersEach));
            var listening = Node.RunAsync(Patience.Long * 2, "chaos.mjs", folder.Path, $"{DropsInHundred}");
            payments.Begin();
            await payments.MoreAsync(PaymentsBetween);
            redis.Kill();
            await payments.MoreAsync(PaymentsBetween);
            await database.StopAsync();
            await Task.Delay(Away);
            await database.StartAgainAsync();
            await payments.MoreAsync(PaymentsBetween);
            redis.StartAgain();
            await nodes[0].KillAsync();
            await payments.MoreAsync(PaymentsBetween);
            nodes[0] = await GraphProcess.StartAsync(folder.Path, settings);
            payments.At(nodes);
            await WriteAsync(folder, "now.json", new { urls = UrlsOf(nodes) });
            await payments.MoreAsync(PaymentsBetween);
            var paid = await payments.EndAsync();
            await WriteAsync(folder, "now.json", new { urls = UrlsOf(nodes), counts = paid.Select(notes => notes.Count) });
            foreach (var subscriber in (await listening).AsArray())
            {
                Assert.Equal([], TextsOf(subscriber!["faults"]));
                Assert.Equal(paid[(int)subscriber["person"]!], TextsOf(subscriber["notes"]));
                Assert.True((int)subscriber["connections"]! > 1);
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static string[] UrlsOf(GraphProcess[] nodes) => [.. nodes.Select(node => node.Endpoint.ToString())];

    private static IEnumerable<string> TextsOf(JsonNode? list) => list!.AsArray().Select(text => (string)text!);

    /// <summary>It is read at any time, so it comes as a whole.</summary>
    private static async Task WriteAsync(TemporaryFolder folder, string name, object value)
    {
        var file = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(value));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>People in a ring: each pays the next one, again and again, each time with a note of its own.</summary>
    private sealed class Payments(Somebody[] people)
    {
        private const int Listed = 100;

        private readonly ConcurrentQueue<string>[] _paid = [.. people.Select(_ => new ConcurrentQueue<string>())];
        private readonly ConcurrentQueue<string> _failures = [];
        private readonly CancellationTokenSource _over = new();
        private Uri[] _nodes = [];
        private Task[] _payers = [];

        private int Count => _paid.Sum(notes => notes.Count);

        public static async Task<Payments> OfAsync(GraphProcess server, int count)
        {
            var people = new Somebody[count];
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            {
                people[i] = await server.Client().PersonAsync();
                Assert.Null((await people[i].TopUpAsync("500"))["errors"]);
            });
            for (var i = 0; i < count; i++)
            {
                await people[i].BefriendAsync(people[(i + 1) % count]);
            }

            return new Payments(people);
        }

        public void At(IEnumerable<GraphProcess> nodes) => _nodes = [.. nodes.Select(node => node.Endpoint)];

        /// <summary>For each person some subscribers of both kinds, who begin now.</summary>
        public async Task<object[]> SubscribersAsync(int each)
        {
            var subscribers = new List<object>();
            for (var person = 0; person < people.Length; person++)
            {
                var after = (string)(await people[person].DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
                for (var i = 0; i < each; i++)
                {
                    subscribers.Add(new { token = people[person].Client.Token, after, person, transport = i % 2 == 0 ? "ws" : "sse" });
                }
            }

            return [.. subscribers];
        }

        public void Begin() => _payers = [.. Enumerable.Range(0, people.Length).Select(i => Task.Run(() => PayAsync(i)))];

        /// <summary>Waits until so many more were paid.</summary>
        public Task MoreAsync(int count)
        {
            var goal = Count + count;
            return Patience.UntilAsync(() => Count >= goal, () => $"no progress: {string.Join(", ", _failures.TakeLast(5))}");
        }

        /// <summary>Ends paying. Returns the notes that each person has, in the order of their list, the oldest first.</summary>
        public async Task<IReadOnlyList<IReadOnlyList<string>>> EndAsync()
        {
            await _over.CancelAsync();
            await Task.WhenAll(_payers);
            var lists = new List<IReadOnlyList<string>>();
            for (var i = 0; i < people.Length; i++)
            {
                lists.Add(await ListAsync(people[i]));
                Assert.Equal(_paid[i].Order(), lists[i].Order());
            }

            return lists;
        }

        private async Task<IReadOnlyList<string>> ListAsync(Somebody person)
        {
            var here = person with { Client = new GraphClient(_nodes[0], person.Client.Token) };
            var (notes, after) = (new List<string>(), (string?)null);
            do
            {
                var list = (await here.DataAsync(
                    """
                    query($first: Int, $after: String) { viewer { notifications(first: $first, after: $after) {
                      nodes { subject { ... on Transaction { note } } } pageInfo { hasNextPage endCursor } } } }
                    """,
                    new { first = Listed, after }))["viewer"]!["notifications"]!;
                notes.AddRange(list["nodes"]!.AsArray().Select(node => (string?)node!["subject"]?["note"]).OfType<string>());
                after = (bool)list["pageInfo"]!["hasNextPage"]! ? (string)list["pageInfo"]!["endCursor"]! : null;
            }
            while (after is not null);
            notes.Reverse();
            return notes;
        }

        private async Task PayAsync(int payer)
        {
            var payee = (payer + 1) % people.Length;
            for (var i = 0; !_over.IsCancellationRequested; i++)
            {
                var (key, note) = (Guid.CreateVersion7(), $"{payer} pays {i}");
                while (!await TryAsync(payer, payee, key, note))
                {
                    await Task.Delay(50);
                }

                _paid[payee].Enqueue(note);
            }
        }

        /// <summary>Asks one of the servers, again under the same key until there is an answer.</summary>
        private async Task<bool> TryAsync(int payer, int payee, Guid key, string note)
        {
            try
            {
                var client = new GraphClient(_nodes[Random.Shared.Next(_nodes.Length)], people[payer].Client.Token);
                var payload = await (people[payer] with { Client = client }).TransferAsync(people[payee], "0.01", key, note: note);
                if (payload["errors"] is null)
                {
                    return true;
                }

                _failures.Enqueue(payload.ToJsonString());
            }
            catch (Exception lost) when (lost is not OutOfMemoryException)
            {
                _failures.Enqueue(lost.Message);
            }

            return false;
        }
    }
}
