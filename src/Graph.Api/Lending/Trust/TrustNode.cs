using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Trust;

/// <summary>What the viewer could borrow from a person, directly and along chains of trust.</summary>
public sealed class TrustNode(TrustOf trust)
{
    private const int MostVia = 100;

    /// <summary>The amount that this person's own promise to the viewer still allows.</summary>
    public Money Direct => Money.Fen(trust.Direct);

    /// <summary>
    /// What the viewer could borrow directly and along chains of at most three promises whose givers allow it, as of last night.
    /// Both parts and their sum are rounded down to 1, 2 or 5 times a power of ten. It is never below `direct`.
    /// </summary>
    public Money Reachable => Money.Fen(trust.Reachable);

    /// <summary>Those of the viewer's own friends through whom the chains go, at most 100. Nobody else on them is named.</summary>
    [AtMost(MostVia)]
    public Loading<IReadOnlyList<UserNode>> Via(UserLoaders users)
    {
        var friends = trust.Via.Take(MostVia).Select(friend => users.ById.Load(friend)).ToList();
        return new Fetched<IReadOnlyList<UserNode>>(async cancellationToken =>
        {
            var found = new List<UserNode>();
            foreach (var friend in friends)
            {
                if (await friend.GetResultAsync(cancellationToken) is { } user)
                {
                    found.Add(user);
                }
            }

            return found;
        });
    }
}

/// <summary>
/// The viewer's trust score, 0 to 1000, explained by its parts. Only the viewer sees it. No limit and no
/// mutation depends on it.
/// </summary>
public sealed class TrustScoreNode(TrustScore score)
{
    /// <summary>The sum of the points of all parts, 0 to 1000.</summary>
    public int Value => score.Value;

    /// <summary>The band. Friends see it if the viewer switched `showsTrustBand` on.</summary>
    public TrustBand Band => score.Band;

    /// <summary>The parts of which the score is the sum.</summary>
    public IReadOnlyList<TrustPartNode> Parts => [.. score.Parts.Select(part => new TrustPartNode(part))];
}

/// <summary>A part of a trust score.</summary>
public sealed class TrustPartNode(TrustPart part)
{
    /// <summary>What the part is for, as English words that can be shown.</summary>
    public string Name => part.Name;

    /// <summary>The points of the part.</summary>
    public int Points => part.Points;

    /// <summary>The most points that the part can have.</summary>
    public int OutOf => part.OutOf;
}
