using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Graph.Domain;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench;

/// <summary>Who takes part, as the database knows them.</summary>
internal sealed record Party(Guid User, Guid Account, Guid Person, Guid Session, string GlobalId, string Token);

/// <summary>Nobody's numbers are real here.</summary>
internal sealed class OpenBox : ISecretBox
{
    public byte[] Lock(string purpose, string secret) => System.Text.Encoding.UTF8.GetBytes(secret);

    public string Open(string purpose, byte[] locked) => System.Text.Encoding.UTF8.GetString(locked);
}

/// <summary>People who are all friends of each other, with money; and transfers between them through the API.</summary>
internal sealed class BenchWorld(ApiServer server, IReadOnlyList<Party> parties, Queue<string> sales)
{
    public const int People = 128;

    private const string Transfer =
        "mutation($input: TransferInput!) { transfer(input: $input) { transaction { id status } replayed errors { ... on Error { code } } } }";

    private const string Buy =
        "mutation($input: BuyDealInput!) { buyDeal(input: $input) { order { id status } replayed errors { ... on Error { code } } } }";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });

    public IReadOnlyList<Party> Parties => parties;

    /// <summary>The same people on another server over the same database and keys.</summary>
    public BenchWorld On(ApiServer other) => new(other, parties, sales);

    /// <summary>The domain over the same database, beside the server.</summary>
    /// <param name="provider">The kind of database.</param>
    /// <param name="connection">The database.</param>
    /// <param name="settings">Adds what is set otherwise than in production; null for nothing.</param>
    public static ServiceProvider Domain(string provider, string connection, Action<IServiceCollection>? settings = null)
    {
        var services = new ServiceCollection().AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new KeyedHash(new byte[32]))
            .AddSingleton<ISecretBox, OpenBox>()
            .AddSingleton(new PasswordCost { Iterations = 1 });
        settings?.Invoke(services);
        return services.AddDomain(provider, connection).BuildServiceProvider();
    }

    public static async Task<BenchWorld> CreateAsync(string provider, string connection, ApiServer server)
    {
        await using var services = Domain(provider, connection);
        var users = new List<UserId>();
        for (var i = 0; i < People; i++)
        {
            users.Add(await PersonAsync(services, i));
        }

        var units = services.GetRequiredService<Units>();
        await BefriendAllAsync(units, users);
        var parties = new List<Party>();
        foreach (var (i, user) in users.Index())
        {
            var reply = await AskAsync(server, null, "mutation($input: SignInInput!) { signIn(input: $input) { viewer { user { id } } tokens { accessToken } } }",
                new { phone = PhoneOf(i), password = "secret-Pass-1" });
            if (reply["data"]?["signIn"]?["tokens"] is null)
            {
                throw new InvalidOperationException(reply.ToJsonString());
            }

            var row = await units.ReadAsync(async db => new
            {
                Account = await db.Set<Account>().Where(a => a.OwnerId == user).Select(a => a.Id).SingleAsync(),
                Person = await db.Set<User>().Where(u => u.Id == user).Select(u => u.PersonId).SingleAsync(),
                Session = await db.Set<Session>().Where(s => s.UserId == user).Select(s => s.Id).FirstAsync(),
            });
            parties.Add(new Party(
                user.Value, row.Account.Value, row.Person!.Value.Value, row.Session.Value,
                (string)reply["data"]!["signIn"]!["viewer"]!["user"]!["id"]!, (string)reply["data"]!["signIn"]!["tokens"]!["accessToken"]!));
        }

        // Everybody pays once: the rows that count limits are there, and the server's code is compiled.
        var world = new BenchWorld(server, parties, await Sales.OpenAsync(services));
        for (var i = 0; i < People; i++)
        {
            if (!await world.TransferAsync(0, i, (i + 1) % People))
            {
                throw new InvalidOperationException("A transfer was refused. Is the machine busy?");
            }
        }

        return world;
    }

    /// <summary>Whether it was done.</summary>
    public Task<bool> TransferAsync(int client, int payer, int payee) => TransferAsync(payer, payee, note: null);

    /// <summary>The same with a note, which the payee can read.</summary>
    public async Task<bool> TransferAsync(int payer, int payee, string? note) => IsDone("transfer", await AskAsync(server, parties[payer].Token, Transfer,
        new { idempotencyKey = Guid.CreateVersion7(), to = parties[payee].GlobalId, amount = new { amount = "0.01" }, note }));

    /// <summary>Writes a post that everybody sees, and returns its ID.</summary>
    public async Task<string> PostAsync(int author) => (string)(await AskAsync(server, parties[author].Token,
        "mutation($input: CreatePostInput!) { createPost(input: $input) { post { id } } }", new { text = "Say something.", visibility = "PUBLIC" }))
        ["data"]!["createPost"]!["post"]!["id"]!;

    /// <summary>Comments on a post, whose author is told.</summary>
    public async Task<bool> CommentAsync(int author, string post, string text) => IsDone("commentOnPost", await AskAsync(server, parties[author].Token,
        "mutation($input: CommentOnPostInput!) { commentOnPost(input: $input) { comment { id } errors { ... on Error { code } } } }", new { post, text }));

    /// <summary>Everybody buys pieces of one deal, of which there is enough: the hottest of its kind.</summary>
    public Func<int, int, int, Task<bool>> Sale()
    {
        var deal = sales.Dequeue();
        return async (_, buyer, _) => IsDone(
            "buyDeal", await AskAsync(server, parties[buyer].Token, Buy, new { idempotencyKey = Guid.CreateVersion7(), deal }));
    }

    private static bool IsDone(string mutation, JsonNode reply) => reply["errors"] is null && reply["data"]?[mutation]?["errors"] is null;

    private static async Task<JsonNode> AskAsync(ApiServer server, string? token, string query, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Content = JsonContent.Create(new { query, variables = new { input } }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        return (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync()))!;
    }

    private static string PhoneOf(int number) => $"139{number:D8}";

    private const string Password = "secret-Pass-1";

    /// <summary>Signs somebody up, with the code that the sandbox sends.</summary>
    public static async Task<UserId> SignUpAsync(IServiceProvider services, string phone, string handle)
    {
        var origin = new Origin(null, null);
        var signUps = services.GetRequiredService<SignUps>();
        var code = await signUps.RequestCodeAsync(phone, origin, default);
        return (await signUps.SignUpAsync(
            new SignUp(phone, code.Challenge, SandboxVerifier.PhoneCode, Password, handle, handle), origin)).User;
    }

    private static async Task<UserId> PersonAsync(IServiceProvider services, int number)
    {
        var origin = new Origin(null, null);
        var user = await SignUpAsync(services, PhoneOf(number), $"person_{number}");
        var realNames = services.GetRequiredService<IdentityProofing>();
        await realNames.SubmitIdentityCardAsync(user, "王小明", IdentityCard.Complete($"11010519900101{number:D3}"), origin, default);
        await services.GetRequiredService<BankCards>().SubmitAsync(
            user, new NewBankCard(BankCard.Complete($"622202{number:D9}"), Password, PaymentPin: null), origin, default);
        await realNames.SubmitFaceAsync(user, SandboxVerifier.FaceToken, default);
        var card = await services.GetRequiredService<Units>().ReadAsync(db =>
            db.Set<BankCard>().Where(c => c.UserId == user).Select(c => c.Id).SingleAsync());
        await services.GetRequiredService<TopUps>().TopUpAsync(new TopUp(user, Guid.CreateVersion7(), Money.Yuan(900), card), default);
        return user;
    }

    private static Task BefriendAllAsync(Units units, List<UserId> users) => units.WriteAsync(async db =>
    {
        foreach (var one in users)
        {
            foreach (var other in users.Where(other => other != one))
            {
                db.Set<Friendship>().Add(Friendship.Begin(new FriendshipId(Guid.CreateVersion7()), one, other, DateTime.UtcNow));
            }
        }

        await db.SaveChangesAsync();
        return await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, People - 1));
    });
}
