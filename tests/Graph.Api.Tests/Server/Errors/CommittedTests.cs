using Graph.Api.Ledger;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>
/// A server that moves money well, and fails when it reads what a transaction was for. It can also fail right after a commit.
/// </summary>
public sealed class ForgetfulServer : GraphServer
{
    private readonly FailingBus _bus = new();

    /// <summary>Whether a mutation that moved money fails before it can read its payload.</summary>
    public bool FailsAfterCommit
    {
        get => _bus.Fails;
        set => _bus.Fails = value;
    }

    protected override void Configure(IServiceCollection services)
    {
        services.AddScoped<ITransactionSubjectSource, BrokenSource>();
        services.AddSingleton<IEventBus>(_bus);
    }

    private sealed class FailingBus : IEventBus
    {
        private readonly InProcessBus _inner = new();

        public bool Fails { get; set; }

        public void Publish(IReadOnlyCollection<Topic> topics)
        {
            _inner.Publish(topics);
            if (Fails && topics.Count > 0)
            {
                throw new InvalidOperationException("broken");
            }
        }

        public IHints Listen(params IReadOnlyCollection<Topic> topics) => _inner.Listen(topics);
    }

    private sealed class BrokenSource : ITransactionSubjectSource
    {
        public Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
            IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }
}

public sealed class CommittedTests(ForgetfulServer server) : IClassFixture<ForgetfulServer>
{
    private const string Pay =
        "mutation($input: TransferInput!) { transfer(input: $input) { transaction { id subject { __typename } } errors { __typename } } }";

    [Fact]
    public async Task A_fault_below_a_mutation_says_that_the_change_was_saved()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var reply = await payer.AskAsync(Pay, new { input = InputOf(payee, "10") });
        Assert.Equal("INTERNAL_SERVER_ERROR", reply.Code);
        Assert.True((bool)reply.Errors![0]!["extensions"]!["committed"]!);
        Assert.Contains("was saved", (string)reply.Errors[0]!["message"]!);
        Assert.Equal("90.00", await payer.BalanceAsync());

        var refused = await payer.AskAsync(Pay, new { input = InputOf(payee, "1000") });
        Assert.Null(refused.Errors);
        Assert.Equal("90.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task A_fault_of_the_mutation_itself_after_its_commit_says_so_too_and_one_before_it_does_not()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var input = InputOf(payee, "10");
        server.FailsAfterCommit = true;
        var paid = await payer.AskAsync(Pay, new { input });
        server.FailsAfterCommit = false;
        Assert.Null(paid.Data!["transfer"]);
        Assert.True((bool)paid.Errors!.Single()!["extensions"]!["committed"]!);
        Assert.Equal("90.00", await payer.BalanceAsync());

        // What an earlier request with the key did is done.
        var again = await payer.AskAsync(Pay, new { input });
        Assert.True((bool)again.Errors!.Single()!["extensions"]!["committed"]!);
        Assert.Equal("90.00", await payer.BalanceAsync());

        const string Wrong = "mutation($input: TransferInput!) { transfer(input: $input) { viewer { friends(after: \"x\") { nodes { id } } } errors { __typename } } }";
        var refused = await payer.AskAsync(Wrong, new { input = new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, paymentPin = "000000" } });
        Assert.Equal("WrongPaymentPinError", (string)refused.Data!["transfer"]!["errors"]![0]!["__typename"]!);
        Assert.Null(refused.Errors!.Single()!["extensions"]!["committed"]);
    }

    [Fact]
    public async Task Bad_input_that_is_seen_only_then_says_so_too_and_bad_input_of_a_query_does_not()
    {
        const string Friends = "viewer { friends(after: \"no cursor\") { nodes { id } } }";
        var person = await server.SignUpAsync();
        var change = await person.AskAsync($"mutation {{ updateProfile(input: {{ bio: \"new\" }}) {{ {Friends} errors {{ __typename }} }} }}");
        Assert.Equal("BAD_USER_INPUT", change.Code);
        Assert.True((bool)change.Errors![0]!["extensions"]!["committed"]!);
        Assert.Equal("new", (string)(await person.DataAsync("{ viewer { user { bio } } }"))["viewer"]!["user"]!["bio"]!);

        var query = await person.AskAsync($"{{ {Friends} }}");
        Assert.Equal("BAD_USER_INPUT", query.Code);
        Assert.Null(query.Errors![0]!["extensions"]!["committed"]);
    }

    private static object InputOf(Somebody payee, string amount) =>
        new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount }, paymentPin = Somebody.Pin };
}
