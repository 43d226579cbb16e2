using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Relay;

/// <summary>
/// Every list that a person of the demo can reach, in each of its orders and with each filter that is a yes or no: the pages after and
/// before a cursor are the rows beside it in the whole list. The lists are taken from the schema, so that a new one is tried too.
/// </summary>
[Collection(nameof(Demo))]
public sealed class EveryListTests(DemoProcess demo)
{
    private const int Each = 3;
    private const string Whole = "first: 100";

    private const string Types =
        """
        { __schema { types {
          name kind interfaces { name } inputFields { name type { ...of } }
          fields { name type { ...of } args { name defaultValue type { ...of } } } } } }
        fragment of on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }
        """;

    private readonly Dictionary<string, JsonNode> _types = [];
    private readonly Dictionary<string, HashSet<string>> _ids = [];
    private readonly HashSet<string> _tried = [];
    private readonly List<string> _faults = [];

    [Fact]
    public async Task The_page_beside_a_cursor_is_what_stands_beside_it_in_the_list()
    {
        var open = demo.Server.Client();
        foreach (var type in (await open.DataAsync(Types))["__schema"]!["types"]!.AsArray())
        {
            _types[(string)type!["name"]!] = type;
        }

        foreach (var phone in new[] { "13800000001", "13800000002" })
        {
            var signIn = $"mutation {{ signIn(input: {{ phone: \"{phone}\", password: \"demo-Pass-1\" }}) {{ tokens {{ accessToken }} }} }}";
            var client = open.As((string)(await open.DataAsync(signIn))["signIn"]!["tokens"]!["accessToken"]!);
            await TryAllAsync(client, "Query", "{ LIST }");
            await TryAllAsync(client, "Viewer", "{ viewer { LIST } }");
            await TryAllAsync(client, "Wallet", "{ viewer { wallet { LIST } } }");
            foreach (var type in _ids.Keys.Where(type => ListsOf(type).Any()).ToList())
            {
                foreach (var id in _ids[type].Take(Each).ToList())
                {
                    await TryAllAsync(client, type, $"{{ node(id: \"{id}\") {{ ... on {type} {{ LIST }} }} }}");
                }
            }
        }

        Assert.True(_faults.Count == 0, string.Join("\n", _faults.Take(20)));
        Assert.Superset(new HashSet<string> { "Query.deals", "Viewer.friends", "Wallet.transactions", "Order.transactions", "Community.members" }, _tried);
        Assert.True(_tried.Count > 25, $"Only {_tried.Count} lists had rows: {string.Join(' ', _tried)}");
    }

    private async Task TryAllAsync(GraphClient client, string type, string around)
    {
        foreach (var list in ListsOf(type))
        {
            var where = list["args"]!.AsArray().FirstOrDefault(argument => (string)argument!["name"]! == "where");
            var order = list["args"]!.AsArray().FirstOrDefault(argument => (string)argument!["name"]! == "order");
            var more = new List<string> { "" };
            more.AddRange(InputsOf(where).Where(field => (string)Base(field["type"]!)["name"]! == "Boolean")
                .SelectMany(field => new[] { $"where: {{ {field["name"]}: true }}", $"where: {{ {field["name"]}: false }}" }));
            more.AddRange(InputsOf(order).SelectMany(field => new[] { $"order: [{{ {field["name"]}: ASC }}]", $"order: [{{ {field["name"]}: DESC }}]" }));
            foreach (var arguments in more)
            {
                await TryAsync(client, type, list, around, arguments);
            }
        }
    }

    private async Task TryAsync(GraphClient client, string type, JsonNode list, string around, string arguments)
    {
        var node = Base(FieldOf(Base(FieldOf(Base(list["type"]!), "edges")), "node"));
        var rows = $"{{ edges {{ cursor node {{ __typename {((string)node["kind"]! != "OBJECT" || IsNode((string)node["name"]!) ? "... on Node { id }" : "")} }} }} }}";
        if (await AskAsync(Whole) is not { Count: > 0 } all)
        {
            return;
        }

        _tried.Add($"{type}.{list["name"]}");
        foreach (var found in all.Select(edge => edge!["node"]!).Where(found => found["id"] is not null))
        {
            var name = (string)found["__typename"]!;
            (_ids.TryGetValue(name, out var ids) ? ids : _ids[name] = []).Add((string)found["id"]!);
        }

        var cursors = CursorsOf(all);
        var middle = cursors.Count / 2;
        var after = await AskAsync($"first: 2, after: \"{cursors[middle]}\"");
        var before = await AskAsync($"last: 2, before: \"{cursors[middle]}\"");
        if (after is not null && before is not null
            && !(cursors[(middle + 1)..].Take(2).SequenceEqual(CursorsOf(after)) && cursors[..middle].TakeLast(2).SequenceEqual(CursorsOf(before)))
            && CursorsOf(await AskAsync(Whole) ?? []).SequenceEqual(cursors))
        {
            // A list that background work has changed meanwhile is not held to what it was.
            _faults.Add($"{type}.{list["name"]}({arguments}) shows other rows beside a cursor than in the whole list.");
        }

        async Task<JsonArray?> AskAsync(string page)
        {
            var reply = await client.AskAsync(around.Replace("LIST", $"{list["name"]}({page} {arguments}) {rows}"));
            foreach (var error in reply.Errors ?? [])
            {
                // What this person may not see is refused, and so is an order by distance without a place. Then there is no cursor.
                if (page != Whole || (string?)error!["extensions"]?["code"] == "INTERNAL_SERVER_ERROR")
                {
                    _faults.Add($"{type}.{list["name"]}({page} {arguments}): {error!.ToJsonString()}");
                }
            }

            JsonNode? at = reply.Json["data"];
            while (at is JsonObject { Count: 1 } inner && inner.First() is var (name, value))
            {
                at = value;
                if (name == (string)list["name"]!)
                {
                    break;
                }
            }

            return at?["edges"]?.AsArray();
        }
    }

    private static List<string> CursorsOf(JsonArray edges) => [.. edges.Select(edge => (string)edge!["cursor"]!)];

    /// <summary>The fields of a type that are lists with pages and need no argument.</summary>
    private IEnumerable<JsonNode> ListsOf(string type) => (_types[type]["fields"] as JsonArray ?? []).OfType<JsonNode>().Where(field =>
        field["args"]!.AsArray().Any(argument => (string)argument!["name"]! == "after")
        && !field["args"]!.AsArray().Any(argument => (string)argument!["type"]!["kind"]! == "NON_NULL" && argument["defaultValue"] is null));

    private IEnumerable<JsonNode> InputsOf(JsonNode? argument) => argument is null
        ? []
        : _types[(string)Base(argument["type"]!)["name"]!]["inputFields"]!.AsArray().OfType<JsonNode>();

    private JsonNode FieldOf(JsonNode type, string name) =>
        _types[(string)type["name"]!]["fields"]!.AsArray().Single(field => (string)field!["name"]! == name)!["type"]!;

    private bool IsNode(string type) => _types[type]["interfaces"]!.AsArray().Any(one => (string)one!["name"]! == "Node");

    private static JsonNode Base(JsonNode type) => type["ofType"] is { } inner ? Base(inner) : type;
}
