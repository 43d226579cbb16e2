using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Feed;

/// <summary>Says that every changed wallet concerns those who listen to one topic.</summary>
/// <param name="looked">Runs at each look into the log that finds a changed wallet. It may throw.</param>
internal sealed class WalletSpread(Action looked) : IStateSpread
{
    public static readonly Topic Heard = new("heard", Guid.NewGuid());

    public string From => "wallet";

    public string To => Heard.Kind;

    public Task<IReadOnlyCollection<Topic>> SpreadAsync(GraphDb db, IReadOnlyCollection<Guid> ids)
    {
        looked();
        return Task.FromResult<IReadOnlyCollection<Topic>>([Heard]);
    }
}
