using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Tests.Persistence.Queries;

public sealed class KeptQueryTests
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Ids), User> Visible = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => of.Ids.Contains(u.Id)).OrderBy(u => u.Handle));

    [Fact]
    public async Task Each_run_takes_its_own_arguments_and_a_list_may_have_any_length()
    {
        await using var database = await TestDatabase.CreateAsync();
        var people = new[] { await database.PersonAsync(), await database.PersonAsync(), await database.PersonAsync() };
        await database.Get<Blocks>().BlockAsync(people[0], people[1]);

        Assert.Equal([people[1]], await AskAsync(people[2], people[1]));
        Assert.Equal([], await AskAsync(people[0], people[1]));
        Assert.Equal([], await AskAsync(people[0]));
        Assert.Equal(2, (await AskAsync(people[0], people)).Count);
        Assert.Equal(3, (await AskAsync(people[2], people)).Count);

        Task<List<UserId>> AskAsync(UserId viewer, params UserId[] ids) => database.Units.ReadAsync(async db =>
            (await Visible.ListAsync(db, (viewer, ids), default)).ConvertAll(user => user.Id));
    }

    /// <summary>A database may be given a short list's ids several times (GraphDb.PlansByValues), and a join would find each as often.</summary>
    [Fact]
    public Task A_list_that_is_used_as_a_table_is_refused() =>
        RefusesAsync(new KeptQuery<IReadOnlyList<UserId>, User>((db, ids) => db.Set<User>().Join(ids, user => user.Id, id => id, (user, _) => user)), []);

    [Fact]
    public async Task A_value_that_is_no_argument_is_refused_because_it_would_stay_for_ever()
    {
        var forEver = new UserId(Guid.CreateVersion7());
        await RefusesAsync(new KeptQuery<UserId, User>((db, viewer) => db.UsersFor(viewer).Where(u => u.Id == forEver)));
    }

    /// <summary>Everything that the account has would be read for a method that is called.</summary>
    [Fact]
    public async Task A_composed_method_is_not_called_because_its_expression_is_in_its_place()
    {
        await using var database = await TestDatabase.CreateAsync();
        var cards = new KeptQuery<IReadOnlyList<UserId>, Card>((db, ids) => db.Set<User>().Where(u => ids.Contains(u.Id)).Select(u => Card.Of(u)));
        var person = (await database.SignUpAsync("13800000001", "li_na")).User;
        var found = await database.Units.ReadAsync(db => cards.ListAsync(db, [person], default));
        Assert.Equal("li_na", Assert.Single(found).Handle);
    }

    [Fact]
    public Task An_argument_with_which_the_composing_code_calculates_is_refused() =>
        RefusesAsync(new KeptQuery<DateTime, User>((db, now) =>
        {
            var yesterday = now.AddDays(-1);
            return db.Set<User>().Where(u => u.JoinedAt > yesterday);
        }), DateTime.UnixEpoch);

    [Fact]
    public Task An_argument_that_is_not_used_is_refused() =>
        RefusesAsync(new KeptQuery<UserId, User>((db, _) => db.Set<User>()));

    [Fact]
    public async Task Shapes_that_somebody_makes_up_do_not_drive_out_what_is_used_often()
    {
        await using var database = await TestDatabase.CreateAsync();
        var queries = new KeptQueries<int, int>();
        var composed = 0;
        await database.Units.ReadAsync(async db =>
        {
            for (var i = 1; i <= 3 * KeptQueries<int, int>.Most; i++)
            {
                await RunAsync(shape: 0);
                await RunAsync(shape: i);
                Assert.InRange(queries.CountFor(db.Model), 1, KeptQueries<int, int>.Most);
            }

            return 0;

            Task<int> RunAsync(int shape) => queries.Run<Task<int>>(
                db, shape, 1, 0, [], least =>
                {
                    composed += shape == 0 ? 1 : 0;
                    return Count(db.Set<User>().Where(u => u.FriendCount >= least));
                }, default);
        });
        Assert.Equal(1, composed);

        static Expression Count(IQueryable<User> users) =>
            Expression.Call(typeof(Queryable), nameof(Queryable.Count), [typeof(User)], users.Expression);
    }

    private static async Task RefusesAsync<TArgs>(KeptQuery<TArgs, User> query, TArgs args = default!)
    {
        await using var database = await TestDatabase.CreateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Units.ReadAsync(db => query.ListAsync(db, args, default)));
    }

    private sealed class Card
    {
        internal static readonly Expression<Func<User, Card>> Shape = user => new Card { Handle = user.Handle };

        public required string Handle { get; init; }

        [Composed(nameof(Shape))]
        public static Card Of(User user) => throw new InvalidOperationException($"Called for {user.Handle}.");
    }
}
