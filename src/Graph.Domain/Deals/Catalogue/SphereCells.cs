namespace Graph.Domain.Deals.Catalogue;

/// <summary>Cells with numbers from one to another, both included.</summary>
public readonly record struct CellRange(long First, long Last);

/// <summary>
/// Numbers the cells of a cube around the unit sphere, 2^20 along each edge (12 m on Earth), so that eight that make a
/// larger cube follow each other (Morton order). A ball is covered by few such cubes, and each cube is one range of numbers:
/// an index over the numbers finds what lies near.
/// </summary>
public static class SphereCells
{
    private const int Bits = 20;

    /// <summary>Keeps what lies on an edge inside, whatever the last digit does.</summary>
    private const double Slack = 1e-9;

    public static long Of(SpherePoint point) => Interleave(Along(point.X), Along(point.Y), Along(point.Z));

    /// <summary>
    /// Ranges that together hold every point of the sphere within a straight line of the center, and little more.
    /// </summary>
    public static IReadOnlyList<CellRange> Around(SpherePoint center, double chord)
    {
        // Cubes with an edge between one and two chords: at most three of them lie along each axis.
        var reach = chord + Slack;
        var level = Math.Clamp((int)Math.Floor(Math.Log2(2 / reach)), 0, Bits);
        var shift = Bits - level;
        var edge = 2.0 / (1L << level);
        var ranges = new List<CellRange>();
        foreach (var x in Cubes(center.X))
        {
            foreach (var y in Cubes(center.Y))
            {
                foreach (var z in Cubes(center.Z))
                {
                    if (MayHold(x, y, z))
                    {
                        var first = Interleave(x, y, z) << (3 * shift);
                        ranges.Add(new CellRange(first, first + (1L << (3 * shift)) - 1));
                    }
                }
            }
        }

        return Merged(ranges);

        IEnumerable<long> Cubes(double value)
        {
            var last = Along(value + reach) >> shift;
            for (var cube = Along(value - reach) >> shift; cube <= last; cube++)
            {
                yield return cube;
            }
        }

        // Whether the cube comes near enough to the center, and the sphere's surface goes through it.
        bool MayHold(long x, long y, long z)
        {
            var (nearX, farX, offX) = Span(x, center.X);
            var (nearY, farY, offY) = Span(y, center.Y);
            var (nearZ, farZ, offZ) = Span(z, center.Z);
            return offX + offY + offZ <= reach * reach
                && nearX + nearY + nearZ <= 1 + Slack
                && farX + farY + farZ >= 1 - Slack;
        }

        // Squares: of the cube's least and largest distance from the middle of the sphere, and from the center of the ball.
        (double Near, double Far, double Off) Span(long cube, double at)
        {
            var (low, high) = ((cube * edge) - 1, ((cube + 1) * edge) - 1);
            var near = low > 0 ? low : high < 0 ? high : 0;
            var far = Math.Max(Math.Abs(low), Math.Abs(high));
            var off = at < low ? low - at : at > high ? at - high : 0;
            return (near * near, far * far, off * off);
        }
    }

    private static List<CellRange> Merged(List<CellRange> ranges)
    {
        ranges.Sort((one, other) => one.First.CompareTo(other.First));
        var merged = new List<CellRange>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && merged[^1].Last + 1 == range.First)
            {
                merged[^1] = merged[^1] with { Last = range.Last };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static long Along(double value) => Math.Clamp((long)((value + 1) / 2 * (1 << Bits)), 0, (1 << Bits) - 1);

    private static long Interleave(long x, long y, long z) => Spread(x) | (Spread(y) << 1) | (Spread(z) << 2);

    /// <summary>Two empty places between each bit and the next.</summary>
    private static long Spread(long bits)
    {
        bits = (bits | (bits << 32)) & 0x1F00000000FFFF;
        bits = (bits | (bits << 16)) & 0x1F0000FF0000FF;
        bits = (bits | (bits << 8)) & 0x100F00F00F00F00F;
        bits = (bits | (bits << 4)) & 0x10C30C30C30C30C3;
        return (bits | (bits << 2)) & 0x1249249249249249;
    }
}
