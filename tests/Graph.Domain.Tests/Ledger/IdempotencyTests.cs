using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Forty_keys_sent_thirty_two_times_at_once_have_one_effect_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var idempotency = database.Get<Idempotency>();
        var effects = 0;
        for (var i = 0; i < 40; i++)
        {
            var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput().With("i", i));
            var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => idempotency.RunAsync(
                command, () => Task.CompletedTask, _ => Task.FromResult(Interlocked.Increment(ref effects)), staysOpen: false, default))));
            Assert.Single(answers, answer => !answer.Replayed);
            Assert.Single(answers.Select(answer => answer.Value).Distinct());
        }

        Assert.Equal(40, effects);
    }

    [Fact]
    public async Task A_refusal_that_is_not_remembered_leaves_the_key_free()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, _ => throw new DomainException(new NotFoundError())));
        Assert.False((await RunAsync(database, command, _ => Task.FromResult(1))).Replayed);
    }

    /// <summary>As when the first has used up what confirms both, right after the other had looked for an answer.</summary>
    [Fact]
    public async Task A_duplicate_whose_confirmation_comes_too_late_gets_the_answer_of_the_first()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        var late = await database.Get<Idempotency>().RunAsync(
            command,
            async () =>
            {
                Assert.False((await RunAsync(database, command, _ => Task.FromResult(7))).Replayed);
                throw new DomainException(new NotFoundError());
            },
            _ => Task.FromResult(8),
            staysOpen: false,
            default);
        Assert.Equal((7, true), (late.Value, late.Replayed));
    }

    [Fact]
    public async Task A_remembered_refusal_comes_again_and_leaves_nothing_of_its_effect()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        var error = new InsufficientFundsError(Money.Fen(1), Money.Fen(2));
        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, async db =>
            {
                await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.Bio, "changed"));
                throw new DomainException(error);
            }));
            Assert.Equal(i == 1, refused.Replayed);
            Assert.Equal(error, Assert.Single(refused.Errors));
        }

        Assert.Null(await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Bio).SingleAsync()));
    }

    [Fact]
    public void Every_remembered_refusal_survives_being_written_down()
    {
        DomainError[] remembered =
        [
            new InsufficientFundsError(Money.Fen(5), Money.Yuan(1)),
            new LimitExceededError(LimitPeriod.Day, Money.Yuan(1_000), Money.Fen(1), new DateTime(2026, 11, 24, 16, 0, 0, DateTimeKind.Utc)),
            new Graph.Domain.Payments.BankDeclinedError(new TransactionId(Guid.CreateVersion7())),
            new ReversalNotCoveredError(),
        ];
        Assert.Equal(
            remembered.Select(error => error.GetType().Name).Order(),
            typeof(DomainError).Assembly.GetTypes().Where(type => RememberedAttribute.NameOf(type) is not null).Select(type => type.Name).Order());
        Assert.All(remembered, error => Assert.Equal(error, Refusals.Deserialize(Refusals.Serialize(error))));
    }

    /// <summary>
    /// Rows keep the names for ever: a type, a property or a value that is renamed must still be read. After a refusal was added that is
    /// remembered, add what it looks like.
    /// </summary>
    [Fact]
    public void Refusals_that_were_written_down_are_read_whatever_their_types_are_called_now()
    {
        (string Stored, DomainError Error)[] written =
        [
            (
                """{"Type":"InsufficientFundsError","Error":{"Available":{"MinorUnits":5,"Currency":0},"Needed":{"MinorUnits":100,"Currency":0}}}""",
                new InsufficientFundsError(Money.Fen(5), Money.Yuan(1))),
            (
                """{"Type":"LimitExceededError","Error":{"Period":0,"Limit":{"MinorUnits":100000,"Currency":0},"Remaining":{"MinorUnits":1,"Currency":0},"ResetsAt":"2026-11-24T16:00:00Z"}}""",
                new LimitExceededError(LimitPeriod.Day, Money.Yuan(1_000), Money.Fen(1), new DateTime(2026, 11, 24, 16, 0, 0, DateTimeKind.Utc))),
            ("""{"Type":"BankDeclinedError","Error":{}}""", new Graph.Domain.Payments.BankDeclinedError()),
            ("""{"Type":"ReversalNotCoveredError","Error":{}}""", new ReversalNotCoveredError()),
        ];
        Assert.All(written, one => Assert.Equal(one.Error, Refusals.Deserialize(one.Stored)));
        Assert.Equal(
            written.Select(one => NameOf(one.Stored)).Order(),
            typeof(DomainError).Assembly.GetTypes().Select(RememberedAttribute.NameOf).OfType<string>().Order());
        Assert.All(written, one => Assert.Equal(NameOf(one.Stored), NameOf(Refusals.Serialize(one.Error))));

        static string NameOf(string stored) => (string)JsonNode.Parse(stored)!["Type"]!;
    }

    /// <summary>The form is compared with rows that earlier releases wrote: it changes only together with its version.</summary>
    [Fact]
    public void The_canonical_form_of_an_input_is_what_it_was()
    {
        var input = new RequestInput()
            .With("to", new UserId(Guid.Parse("0199c0de-0000-7000-8000-000000000001")))
            .With("amount", Money.Fen(8_88))
            .With("note", "午饭 \"x\"")
            .With("visibility", (Visibility?)Visibility.Parties)
            .With("quantity", 2, unless: 1)
            .With("accept", true)
            .With("shares", [new RequestInput().With("user", "a"), new RequestInput().With("user", "b")]);
        Assert.Equal(
            """
            {"accept":"true","amount":"888 CNY","note":"\u5348\u996D \u0022x\u0022","quantity":"2","shares":"{\u0022user\u0022:\u0022a\u0022}\n{\u0022user\u0022:\u0022b\u0022}","to":"0199c0de000070008000000000000001","visibility":"PARTIES"}
            """,
            System.Text.Encoding.UTF8.GetString(input.Render(1)));
    }

    /// <summary>As a later release will, that knows a form which is not JSON.</summary>
    [Fact]
    public void Items_of_lists_have_the_form_that_is_asked_for()
    {
        var input = new RequestInput().With("shares", [new RequestInput().With("user", "a"), new RequestInput().With("user", "b")]).With("title", "x");
        Assert.Equal("shares=user=a;\nuser=b;;title=x;", Encoding.UTF8.GetString(input.Render(fields =>
            Encoding.UTF8.GetBytes(string.Concat(fields.Select(field => $"{field.Name}={field.Value};"))))));
    }

    /// <summary>The row is what the first release wrote, whatever the newest form is by now.</summary>
    [Fact]
    public async Task A_bill_that_was_split_in_the_first_form_is_split_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, friend, key, bill) = (await database.PersonAsync(), await database.PersonAsync(), database.Clock.NewGuid(), database.Clock.NewGuid());
        var form = $$"""
            {"shares":"{\u0022amount\u0022:\u0022100 CNY\u0022,\u0022user\u0022:\u0022{{friend.Value:N}}\u0022}\n{\u0022user\u0022:\u0022{{payer.Value:N}}\u0022}","title":"\u5348\u996D","total":"300 CNY"}
            """;
        await database.Units.WriteAsync(db =>
        {
            var row = new Request
            {
                ActorId = payer,
                Operation = "splitBill",
                Key = new RequestKey(key),
                InputVersion = 1,
                InputHash = database.Get<KeyedHash>().Of("idempotent input", Encoding.UTF8.GetBytes(form)),
                At = database.Clock.GetUtcNow().UtcDateTime,
            };
            row.Answer(JsonSerializer.Serialize(new BillId(bill)));
            db.Set<Request>().Add(row);
            return Task.FromResult(true);
        });
        var answer = await database.Get<Bills>().SplitAsync(
            new BillSplit(payer, key, "午饭", Money.Yuan(3), [new ShareWish(friend, Money.Yuan(1)), new ShareWish(payer, null)]), default);
        Assert.Equal((new BillId(bill), true), (answer.Value, answer.Replayed));
    }

    [Fact]
    public async Task A_field_that_a_later_release_adds_does_not_turn_a_retry_into_another_request()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var key = database.Clock.NewGuid();
        var old = new Command(person, "test", key, new RequestInput().With("amount", Money.Yuan(1)));
        Assert.False((await RunAsync(database, old, _ => Task.FromResult(7))).Replayed);

        // The next release knows a note and a way to arrive; this client does not send them.
        var retry = new Command(person, "test", key, new RequestInput()
            .With("amount", Money.Yuan(1))
            .With("note", (string?)null)
            .With("arrival", (Arrival?)Arrival.Instant, unless: Arrival.Instant));
        Assert.Equal(new Answer<int>(7, Replayed: true), await RunAsync(database, retry, _ => Task.FromResult(8)));

        var another = new Command(person, "test", key, new RequestInput().With("amount", Money.Yuan(1)).With("note", "x"));
        var refused = await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, another, _ => Task.FromResult(9)));
        Assert.IsType<IdempotencyKeyReusedError>(Assert.Single(refused.Errors));
    }

    [Fact]
    public async Task A_duplicate_of_what_stays_open_waits_and_then_says_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        var idempotency = database.Get<Idempotency>();
        await idempotency.RunAsync(command, () => Task.CompletedTask, _ => Task.FromResult(7), staysOpen: true, default);
        var refused = await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, _ => Task.FromResult(8)));
        Assert.IsType<OperationInProgressError>(Assert.Single(refused.Errors));
    }

    private static Task<Answer<int>> RunAsync(TestDatabase database, Command command, Func<Domain.Persistence.GraphDb, Task<int>> effect) =>
        database.Get<Idempotency>().RunAsync(command, () => Task.CompletedTask, effect, staysOpen: false, default);
}
