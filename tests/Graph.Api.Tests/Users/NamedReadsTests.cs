using Graph.Api.Tests.Hosting;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users;

/// <summary>The people whom an event names, read for all its listeners together.</summary>
public sealed class NamedReadsTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Each_listener_gets_the_name_that_it_may_see()
    {
        var (named, blocked, friend) = (
            await server.PersonAsync(RealNameLevel.None), await server.PersonAsync(RealNameLevel.None), await server.PersonAsync(RealNameLevel.None));
        await server.Services.GetRequiredService<Blocks>().BlockAsync(blocked.UserId, named.UserId);
        await server.Services.GetRequiredService<Profiles>().UpdateAsync(named.UserId, new ProfileChange("New name", null, null, null, null, null, null));
        var reads = server.Services.GetRequiredService<NamedReads>();
        var nobody = new UserId(Guid.Empty);
        UserId[] listeners = [blocked.UserId, friend.UserId, nobody, named.UserId];
        var found = await Task.WhenAll(listeners.Select(listener =>
            reads.FindAsync(listener, [named.UserId, friend.UserId, new UserId(Guid.CreateVersion7())], default)));
        Assert.All(found, people => Assert.Equal(2, people.Count));
        var names = found.Select(people => people[named.UserId]!.DisplayName).ToList();
        Assert.NotEqual("New name", names[0]);
        Assert.Equal(["New name", "New name", "New name"], names[1..]);
    }
}
