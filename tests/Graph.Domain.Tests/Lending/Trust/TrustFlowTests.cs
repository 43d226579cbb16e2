using Graph.Domain.Lending.Trust;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Tests.Lending.Trust;

public sealed class TrustFlowTests
{
    /// <summary>A flow of whole units cannot be more than any cut. The smallest of all cuts is the largest flow (Ford and Fulkerson).</summary>
    [Fact]
    public void The_flow_is_the_smallest_cut_on_random_graphs()
    {
        var random = new Random(20151111);
        for (var graph = 0; graph < 2_000; graph++)
        {
            UserId[] people = [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => new UserId(Guid.NewGuid()))];
            var edges = (
                from giver in people
                from receiver in people
                where giver != receiver && random.Next(3) > 0
                select new TrustEdge(giver, receiver, random.Next(1, 20))).ToList();
            var (borrower, lender) = (people[0], people[1]);
            var reach = TrustFlow.Between(borrower, lender, edges);
            Assert.Equal(SmallestCut(borrower, lender, people[2..], edges), reach.Amount);
            Assert.All(reach.Via, friend => Assert.Contains(edges, edge => edge.Giver == friend && edge.Receiver == borrower));
            Assert.Equal(reach.Amount == 0, reach.Via.Count == 0);
        }
    }

    [Fact]
    public void Chains_have_at_most_three_promises_and_each_promise_is_used_once()
    {
        UserId[] p = [.. Enumerable.Range(0, 6).Select(_ => new UserId(Guid.NewGuid()))];
        TrustEdge[] chain = [new(p[1], p[0], 50), new(p[2], p[1], 40), new(p[3], p[2], 30), new(p[4], p[3], 20)];
        Assert.Equal(40, TrustFlow.Between(p[0], p[2], chain).Amount);
        Assert.Equal(30, TrustFlow.Between(p[0], p[3], chain).Amount);
        Assert.Equal(0, TrustFlow.Between(p[0], p[4], chain).Amount);

        // Both ways end in the same promise of 25, which counts once.
        TrustEdge[] shared = [new(p[1], p[0], 20), new(p[2], p[0], 20), new(p[3], p[1], 20), new(p[3], p[2], 20), new(p[4], p[3], 25)];
        Assert.Equal(25, TrustFlow.Between(p[0], p[4], shared).Amount);
        Assert.Equal([p[1]], TrustFlow.Between(p[0], p[3], shared[..1].Concat(shared[2..3]).ToList()).Via);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 100)]
    [InlineData(199, 100)]
    [InlineData(499_99, 200_00)]
    [InlineData(500_00, 500_00)]
    [InlineData(12_345_67, 10_000_00)]
    [InlineData(999_999_999_99, 500_000_000_00)]
    public void An_amount_is_rounded_down_to_one_two_or_five(long fen, long rounded) => Assert.Equal(rounded, TrustFlow.Rounded(fen));

    /// <summary>Tries every way of putting the copies of the people on one side or the other.</summary>
    private static long SmallestCut(UserId borrower, UserId lender, UserId[] others, List<TrustEdge> edges)
    {
        var smallest = long.MaxValue;
        for (var sides = 0; sides < 1 << (2 * others.Length); sides++)
        {
            bool Near(UserId person) => (sides & (1 << Array.IndexOf(others, person))) != 0;
            bool Far(UserId person) => (sides & (1 << (Array.IndexOf(others, person) + others.Length))) != 0;
            if (others.Any(person => Near(person) && !Far(person)))
            {
                continue;
            }

            var cut = 0L;
            foreach (var edge in edges)
            {
                cut += edge.Amount * (edge.Receiver == borrower && edge.Giver != lender && !Near(edge.Giver) ? 1 : 0);
                cut += edge.Amount * (edge.Giver == lender && edge.Receiver != borrower && Far(edge.Receiver) ? 1 : 0);
                cut += edge.Amount * (others.Contains(edge.Receiver) && others.Contains(edge.Giver) && Near(edge.Receiver) && !Far(edge.Giver) ? 1 : 0);
            }

            smallest = Math.Min(smallest, cut);
        }

        return smallest;
    }
}
