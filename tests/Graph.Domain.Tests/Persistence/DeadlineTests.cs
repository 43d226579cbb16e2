using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Domain.Tests.Persistence;

public sealed class DeadlineTests
{
    /// <summary>Work over things in memory; some of it fails.</summary>
    private sealed class Chores(int count) : IDeadline
    {
        private readonly Lock _lock = new();
        private readonly List<UserId> _open = [.. Enumerable.Range(1, count).Select(i => new UserId(new Guid(i, 0, 0, new byte[8])))];

        public string Name => "chores";

        public Func<int, bool> Fails { get; set; } = _ => false;

        public int Tries { get; private set; }

        /// <summary>How many ids were read, over all pages.</summary>
        public int Read { get; private set; }

        public Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                var due = _open.Take(most).ToList();
                Read += due.Count;
                return Task.FromResult(due.AsDue());
            }
        }

        public Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Tries++;
                var number = BitConverter.ToInt32(id.Value.ToByteArray());
                return Fails(number) ? throw new InvalidOperationException($"{number} fails.") : Task.FromResult(_open.Remove((UserId)id));
            }
        }

        public void Drop()
        {
            lock (_lock)
            {
                _open.Clear();
            }
        }
    }

    private static Task<TestDatabase> CreateAsync(Chores chores) =>
        TestDatabase.CreateAsync(services => services.AddSingleton<IDeadline>(chores));

    [Fact]
    public async Task One_round_does_all_that_is_due_however_much_that_is()
    {
        var chores = new Chores(1_000);
        await using var database = await CreateAsync(chores);
        Assert.Equal(1_000, await database.Get<DeadlineHost>().MeetAllAsync(chores));
        Assert.Equal(0, await database.Get<DeadlineHost>().MeetAllAsync(chores));

        // What is done is not read again with each page.
        Assert.Equal(1_000, chores.Read);
    }

    /// <summary>What failed is tried again in the next round alone.</summary>
    [Fact]
    public async Task A_round_ends_although_more_falls_due_meanwhile()
    {
        var chain = new Chain();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IDeadline>(chain));
        chain.Clock = database.Clock;
        Assert.Equal(1, await database.Get<DeadlineHost>().MeetAllAsync(chain));
        Assert.Equal(1, await database.Get<DeadlineHost>().MeetAllAsync(chain));
    }

    /// <summary>Each piece of work takes a second, in which the next falls due; a hundred in all.</summary>
    private sealed class Chain : IDeadline
    {
        private int _done;

        public FakeTimeProvider? Clock { get; set; }

        public string Name => "chain";

        private DateTime NextDue { get; set; } = DateTime.MinValue;

        public Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
            Task.FromResult(_done < 100 && NextDue <= now ? new[] { new UserId(new Guid(_done, 0, 0, new byte[8])) }.ToList().AsDue() : []);

        public Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
        {
            Clock!.Advance(TimeSpan.FromSeconds(1));
            NextDue = Clock.GetUtcNow().UtcDateTime;
            _done++;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_fails_again_and_again_stands_in_nobodys_way()
    {
        var chores = new Chores(500) { Fails = number => number <= 300 };
        await using var database = await CreateAsync(chores);
        Assert.Equal(200, await database.Get<DeadlineHost>().MeetAllAsync(chores));
        Assert.Equal(300, database.Get<DeadlineFailures>().All.Count);
    }

    [Fact]
    public async Task What_fails_is_tried_later_and_later_and_is_seen_until_it_succeeds()
    {
        var chores = new Chores(1) { Fails = _ => true };
        await using var database = await CreateAsync(chores);
        var host = database.Get<DeadlineHost>();
        for (var second = 0; second < 60; second++)
        {
            await host.MeetAllAsync(chores);
            database.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(chores.Tries, 4, 7);
        Assert.Equal(chores.Tries, Assert.Single(database.Get<DeadlineFailures>().All).Times);
        chores.Fails = _ => false;
        database.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await host.MeetAllAsync(chores));
        Assert.Empty(database.Get<DeadlineFailures>().All);
    }

    [Fact]
    public async Task A_failure_is_forgotten_once_somebody_else_did_the_work()
    {
        var chores = new Chores(1) { Fails = _ => true };
        await using var database = await CreateAsync(chores);
        await database.Get<DeadlineHost>().MeetAllAsync(chores);
        chores.Drop();
        await database.Get<DeadlineHost>().MeetAllAsync(chores);
        Assert.Empty(database.Get<DeadlineFailures>().All);
    }
}
