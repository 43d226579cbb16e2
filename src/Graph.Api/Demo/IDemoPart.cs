using Graph.Domain.Users.Accounts;

namespace Graph.Api.Demo;

/// <summary>
/// A feature's part of the demo data. Parts run one after the other, and each can use the data of earlier parts.
/// </summary>
internal interface IDemoPart
{
    /// <summary>The position of this part. Parts with smaller numbers run before it.</summary>
    int Place { get; }

    Task FillAsync(DemoStage stage);
}

/// <summary>The data and services with which the parts of the demo work.</summary>
/// <param name="World">The domain's services with a clock that the parts move.</param>
/// <param name="People">The demo people in the order of their numbers.</param>
/// <param name="Random">A random generator with a fixed seed, so that the demo is the same each time.</param>
/// <param name="Now">The time at which the demo is shown. No part may move the clock beyond it.</param>
internal sealed record DemoStage(DemoWorld World, List<Inhabitant> People, Random Random, DateTimeOffset Now)
{
    /// <summary>The friends of each person. It is empty until the part that makes friends has run.</summary>
    public ILookup<UserId, UserId> FriendsOf { get; set; } = Array.Empty<UserId>().ToLookup(id => id);
}
