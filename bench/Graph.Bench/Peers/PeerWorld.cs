using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench.Peers;

/// <summary>A network of many people on SQLite, of whom some have a wallet with a history, and a market.</summary>
internal sealed class PeerWorld
{
    private const int Viewers = 40;
    private const int Payments = 24;
    private const int Others = 300;

    private readonly List<(string Phone, Guid Id)> _viewers = [];
    private readonly List<string> _tokens = [];

    public IReadOnlyList<string> Handles { get; private set; } = [];

    public IReadOnlyList<DealId> Deals { get; private set; } = [];

    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Adds to a seeded database what the operations ask for, unless it is there already.</summary>
    /// <param name="provider">The kind of database.</param>
    /// <param name="connection">The database, which `seed` has filled.</param>
    public static async Task<PeerWorld> FurnishAsync(string provider, string connection)
    {
        var world = new PeerWorld();
        await using var services = BenchWorld.Domain(provider, connection);
        var units = services.GetRequiredService<Units>();
        var viewers = await units.ReadAsync(db => (
            from user in db.Set<User>()
            join card in db.Set<BankCard>() on user.Id equals card.UserId
            where user.Level >= RealNameLevel.ClassII
            orderby user.Handle
            select new { user.Id, user.Phone, Card = card.Id }).Take(Viewers).ToListAsync());
        if (!await units.ReadAsync(db => db.Set<Merchant>().AnyAsync()))
        {
            foreach (var viewer in viewers)
            {
                await PayAsync(services, viewer.Id, viewer.Card);
            }

            await Stalls.OpenAsync(services, [.. viewers.Select(viewer => viewer.Id)]);
        }

        world._viewers.AddRange(viewers.Select(viewer => (viewer.Phone!, viewer.Id.Value)));
        await units.ReadAsync(async db =>
        {
            world.Deals = await db.Set<Deal>().OrderBy(d => d.Tiebreak).Select(d => d.Id).Take(Others).ToListAsync();
            world.Handles = await db.Set<User>().OrderBy(u => u.SearchName).ThenBy(u => u.Handle).Select(u => u.Handle).Take(Others).ToListAsync();
            return true;
        });
        return world;
    }

    private static async Task PayAsync(IServiceProvider services, UserId payer, BankCardId card)
    {
        var friends = await services.GetRequiredService<Units>().ReadAsync(db => (
            from friendship in db.Set<Friendship>()
            join friend in db.Set<User>() on friendship.FriendId equals friend.Id
            where friendship.OwnerId == payer && friend.Level >= RealNameLevel.ClassII
            orderby friend.Handle
            select friend.Id).Take(Payments).ToListAsync());
        await services.GetRequiredService<TopUps>().TopUpAsync(
            new TopUp(payer, Guid.CreateVersion7(), Money.Yuan(500), card), CancellationToken.None);
        for (var i = 0; i < Payments; i++)
        {
            var transfer = new Transfer(payer, Guid.CreateVersion7(), friends[i % friends.Count], Money.Fen(100)) { Note = "午饭" };
            await services.GetRequiredService<Transfers>().SendAsync(transfer, new Origin(null, null), CancellationToken.None);
        }
    }

    /// <summary>Signs the viewers in. Tokens live for minutes only.</summary>
    public async Task SignInAsync(Uri api)
    {
        using var http = new HttpClient();
        _tokens.Clear();
        foreach (var (phone, _) in _viewers)
        {
            using var response = await http.PostAsJsonAsync(api, new
            {
                query = "mutation($phone: String!) { signIn(input: { phone: $phone, password: \"demo-Pass-1\" }) { tokens { accessToken } } }",
                variables = new { phone },
            });
            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            _tokens.Add((string)reply["data"]!["signIn"]!["tokens"]!["accessToken"]!);
        }
    }

    /// <summary>Draws a request of an operation. For equal random numbers, all peers are asked for the same.</summary>
    public HttpRequestMessage Draw(Operation operation, Peer peer, Random random)
    {
        var asksTables = peer.Name == "postgraphile";
        var values = new JsonObject();
        if (operation.Variable is "id")
        {
            var deal = Deals[random.Next(Deals.Count)];
            values["id"] = asksTables ? deal.Value : GlobalId.Of(deal).ToString();
        }

        if (operation.Variable is "handle")
        {
            values["handle"] = Handles[random.Next(Handles.Count)];
        }

        var viewer = operation.IsSignedIn ? random.Next(_viewers.Count) : 0;
        if (operation.IsSignedIn && asksTables)
        {
            values["viewer"] = _viewers[viewer].Id;
        }

        var body = new JsonObject { ["query"] = asksTables ? operation.OfTables : operation.Query, ["variables"] = values }.ToJsonString();
        var request = new HttpRequestMessage(HttpMethod.Post, peer.AddressOf(operation))
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        if (operation.IsSignedIn && !asksTables)
        {
            request.Headers.Authorization = new("Bearer", _tokens[viewer]);
        }

        return request;
    }
}
