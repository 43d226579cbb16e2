using Graph.Domain.Funds.Checking;
using Move = Graph.Domain.Funds.Checking.CostReplay.Move;

namespace Graph.Domain.Tests.Funds.Checking;

/// <summary>What the checker knows of the cost of units, also where it cannot know what came first.</summary>
public sealed class CostReplayTests
{
    private static readonly DateTime Morning = new(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Units_that_leave_take_their_part_along_rounded_down()
    {
        // 100.01 yuan for 3 units: the first takes 33.33, the second 33.34, and the last all that is left.
        Move[] moves = [In(0, 3, 100_01), Out(10, 1), Out(20, 1)];
        Assert.Equal((33_34, 33_34), CostReplay.Of(moves));
        Assert.Equal((0, 0), CostReplay.Of([.. moves, Out(30, 1)]));
        Assert.Equal((7_00, 7_00), CostReplay.Of([.. moves, Out(30, 1), In(40, 1, 7_00)]));
    }

    [Fact]
    public void Income_costs_nothing()
    {
        Assert.Equal((50_00, 50_00), CostReplay.Of([In(0, 50, 100_00), In(10, 50, 0), Out(20, 50)]));
    }

    [Fact]
    public void Of_what_happened_at_nearly_the_same_time_any_order_is_allowed_that_is_possible()
    {
        // Before the dear unit came, the other was worth 1 yuan; after it, half of 4 yuan.
        Move[] moves = [In(0, 1, 1_00), In(10, 1, 3_00), Out(10, 1)];
        Assert.Equal((2_00, 3_00), CostReplay.Of(moves));

        // There was nothing that could have left before.
        Assert.Equal((2_00, 2_00), CostReplay.Of([Out(10, 1), In(10, 2, 4_00)]));
    }

    [Fact]
    public void Of_very_much_at_the_same_time_only_the_bounds_are_known()
    {
        var many = Enumerable.Range(0, 11).Select(_ => In(0, 1, 1_00)).ToList();
        Assert.Equal((11_00, 11_00), CostReplay.Of(many));
        Assert.Equal((0, 11_00), CostReplay.Of([.. many, Out(0, 1)]));
        Assert.Equal((0, 0), CostReplay.Of([.. many, Out(0, 11)]));
    }

    private static Move In(int minute, long units, long paid) => new(Morning.AddMinutes(minute), units, paid);

    private static Move Out(int minute, long units) => new(Morning.AddMinutes(minute), -units, 0);
}
