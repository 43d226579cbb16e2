namespace Graph.Domain.Deals.Catalogue;

/// <summary>A range of cell numbers; both ends are included.</summary>
public readonly record struct CellRange(long First, long Last);

/// <summary>
/// Numbers the cells of a cube around the unit sphere. There are 2^20 cells along each edge, each 12 m long on Earth.
/// The numbers follow the Morton order: eight cells that form a larger cube have consecutive numbers. So a ball is
/// covered by a few larger cubes, and each of these is a single range of numbers. An index over the numbers therefore
/// finds what lies near.
/// </summary>
public static class SphereCells
{
    private const int Bits = 20;

    /// <summary>A tolerance that keeps points on an edge inside, despite rounding.</summary>
    private const double Slack = 1e-9;

    /// <summary>Returns the cubes that hold a cell, one of each level.</summary>
    public static IEnumerable<(int Level, long Cube)> CubesOf(long cell) =>
        Enumerable.Range(0, Bits + 1).Select(level => (level, cell >> (3 * (Bits - level))));

    public static long Of(SpherePoint point) => Interleave(Along(point.X), Along(point.Y), Along(point.Z));

    /// <summary>
    /// Returns ranges that together cover every point of the sphere whose straight-line distance from the center is at
    /// most the chord, and little more.
    /// </summary>
    public static IReadOnlyList<CellRange> Around(SpherePoint center, double chord)
    {
        var (level, cubes) = CubesAround(center, chord);
        var shift = 3 * (Bits - level);
        return Merged([.. cubes.Select(cube => new CellRange(cube << shift, ((cube + 1) << shift) - 1))]);
    }

    /// <summary>Returns the cubes of one level that together cover those points, and the level.</summary>
    public static (int Level, IReadOnlyList<long> Cubes) CubesAround(SpherePoint center, double chord)
    {
        // The cubes have an edge between one and two chords, so at most three of them lie along each axis.
        var reach = chord + Slack;
        var level = Math.Clamp((int)Math.Floor(Math.Log2(2 / reach)), 0, Bits);
        var shift = Bits - level;
        var edge = 2.0 / (1L << level);
        var found = new List<long>();
        foreach (var x in Cubes(center.X))
        {
            foreach (var y in Cubes(center.Y))
            {
                foreach (var z in Cubes(center.Z))
                {
                    if (MayHold(x, y, z))
                    {
                        found.Add(Interleave(x, y, z));
                    }
                }
            }
        }

        return (level, found);

        IEnumerable<long> Cubes(double value)
        {
            var last = Along(value + reach) >> shift;
            for (var cube = Along(value - reach) >> shift; cube <= last; cube++)
            {
                yield return cube;
            }
        }

        // Whether the cube is near enough to the center, and the surface of the sphere passes through it.
        bool MayHold(long x, long y, long z)
        {
            var (nearX, farX, offX) = Span(x, center.X);
            var (nearY, farY, offY) = Span(y, center.Y);
            var (nearZ, farZ, offZ) = Span(z, center.Z);
            return offX + offY + offZ <= reach * reach
                && nearX + nearY + nearZ <= 1 + Slack
                && farX + farY + farZ >= 1 - Slack;
        }

        // Squares of three distances: the smallest and the largest from the middle of the sphere, and the smallest
        // from the center of the ball.
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

    /// <summary>Inserts two zero bits between each bit and the next.</summary>
    private static long Spread(long bits)
    {
        bits = (bits | (bits << 32)) & 0x1F00000000FFFF;
        bits = (bits | (bits << 16)) & 0x1F0000FF0000FF;
        bits = (bits | (bits << 8)) & 0x100F00F00F00F00F;
        bits = (bits | (bits << 4)) & 0x10C30C30C30C30C3;
        return (bits | (bits << 2)) & 0x1249249249249249;
    }
}
