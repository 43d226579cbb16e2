using Graph.Domain.Friendships;

namespace Graph.Api.Demo;

/// <summary>
/// Draws friendships between people in a row. Most people know their neighbours, who know each other. Some know very
/// many people, and some friendships lead to a person who already has many friends. As in a real network, a few people
/// have very many friends, friends of friends overlap, and a few steps lead to everybody.
/// </summary>
internal sealed class SocialNetwork(int people, Random random)
{
    private const double Mean = 25;
    private const double Spread = 0.8;
    private const double FarAway = 0.2;

    private readonly HashSet<(int Low, int High)> _pairs = [];
    private readonly List<int> _ends = [];
    private readonly int[] _degrees = new int[people];

    /// <summary>
    /// Draws the friendships. Each pair is listed once, and the list is ordered by the first of the two.
    /// </summary>
    public List<(int Low, int High)> Draw()
    {
        for (var one = 0; one < people; one++)
        {
            var wanted = Wanted();
            for (var tries = 0; wanted > 0 && tries < 4 * wanted + 20; tries++)
            {
                wanted -= Join(one, OtherFor(one, wanted)) ? 1 : 0;
            }
        }

        return [.. _pairs.Order()];
    }

    /// <summary>
    /// The number of friends to draw for one person: log-normal, 25 on average. It is half of the person's friends,
    /// because the draws of other people add the other half.
    /// </summary>
    private int Wanted()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var drawn = Math.Exp(Math.Log(Mean) - (Spread * Spread / 2) + (Spread * normal));
        return (int)Math.Clamp(drawn, 1, Math.Max(1, Math.Min(people / 4, 1_000)));
    }

    private int OtherFor(int one, int wanted)
    {
        if (random.NextDouble() < FarAway && _ends.Count > 0)
        {
            return _ends[random.Next(_ends.Count)];
        }

        var step = 1 + random.Next(Math.Max(8, (int)(Mean + wanted)));
        return (one + (random.Next(2) == 0 ? step : people - step % people)) % people;
    }

    private bool Join(int one, int other)
    {
        var pair = (Math.Min(one, other), Math.Max(one, other));
        var isPossible = one != other && _degrees[one] < Friendship.MaxFriends && _degrees[other] < Friendship.MaxFriends;
        if (!isPossible || !_pairs.Add(pair))
        {
            return false;
        }

        _degrees[one]++;
        _degrees[other]++;
        _ends.Add(one);
        _ends.Add(other);
        return true;
    }
}
