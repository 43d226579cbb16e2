using Graph.Api.Server.Authorization;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

/// <summary>Sessions are read together, and each answer is as new as its question.</summary>
public sealed class SessionReadsTests(RestServer server) : Scenario(server), IClassFixture<RestServer>
{
    private const int People = 12;
    private const int Rounds = 50;

    private SessionReads Reads => server.Services.GetRequiredService<SessionReads>();

    [Fact]
    public async Task Everybody_gets_their_own_answer_and_few_queries_are_asked()
    {
        var people = new List<(SessionId Session, UserId User)>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await SessionOfAsync(await server.SignUpAsync()));
        }

        await EndAsync(people[0].Session);
        var before = Queries();
        var found = await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(_ => people).Select(person => Reads.FindAsync(person.Session, default)));
        for (var i = 0; i < found.Length; i++)
        {
            var (_, user) = people[i % People];
            Assert.Equal(i % People == 0 ? null : user, found[i]?.Id);
        }

        Assert.InRange(Queries() - before, 1, found.Length / 10);
    }

    /// <summary>While others ask for the same one without a pause, so that there is always a query at work.</summary>
    [Fact]
    public async Task A_session_that_has_ended_is_not_found_from_then_on()
    {
        var (current, user) = await SessionOfAsync(await server.SignUpAsync());
        using var ended = new CancellationTokenSource();
        var others = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await Reads.FindAsync(current, default);
            }
        })));
        for (var i = 0; i < Rounds; i++)
        {
            current = await OpenAsync(user);
            Assert.Equal(user, (await Reads.FindAsync(current, default))?.Id);
            await EndAsync(current);
            Assert.Null(await Reads.FindAsync(current, default));
        }

        await ended.CancelAsync();
        await others.WaitAsync(Patience.Long);
    }

    private Task<SessionId> OpenAsync(UserId user) => server.Services.GetRequiredService<Units>().WriteAsync(db =>
    {
        var session = new SessionId(Guid.CreateVersion7());
        db.Set<Session>().Add(Session.Open(session, user, null, DateTime.UtcNow));
        return Task.FromResult(session);
    });

    private async Task<(SessionId Session, UserId User)> SessionOfAsync(Somebody person)
    {
        var session = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<Session>().SingleAsync(s => s.UserId == person.UserId));
        return (session.Id, person.UserId);
    }

    private Task EndAsync(SessionId session) => server.Services.GetRequiredService<Units>().WriteAsync(async db =>
    {
        var found = await db.Set<Session>().AsTracking().SingleAsync(s => s.Id == session);
        found.End(DateTime.UtcNow);
        return session;
    });

    private int Queries() => server.Log.All.Count(line => line.Contains("Executed DbCommand") && line.Contains("session"));
}
