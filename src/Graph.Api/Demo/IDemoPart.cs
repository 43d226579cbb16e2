using Graph.Domain.Users.Accounts;

namespace Graph.Api.Demo;

/// <summary>What a feature adds to the demo data. Parts run one after the other, each over what those before it left.</summary>
internal interface IDemoPart
{
    /// <summary>Its place among the parts: those with smaller numbers run before it.</summary>
    int Place { get; }

    Task FillAsync(DemoStage stage);
}

/// <summary>What the parts of the demo work with.</summary>
/// <param name="World">The domain's services, and a clock that is moved by hand.</param>
/// <param name="People">The demo people, the first one first.</param>
/// <param name="Random">Seeded, so that the demo is the same each time.</param>
/// <param name="Now">When the demo is shown: no part goes beyond it.</param>
internal sealed record DemoStage(DemoWorld World, List<Inhabitant> People, Random Random, DateTimeOffset Now)
{
    /// <summary>The friends of each person, once the part that makes friends has run.</summary>
    public ILookup<UserId, UserId> FriendsOf { get; set; } = Array.Empty<UserId>().ToLookup(id => id);
}
