using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;

namespace Graph.Domain.Funds.Insights;

/// <summary>The money of some orders of a fund that took the value of one day, into the fund or out of it.</summary>
public class Flow
{
    /// <summary>The fewest persons behind a sum that an institution sees.</summary>
    public const int LeastPersons = 5;

    /// <summary>The sum of the orders, in fen.</summary>
    public required long Amount { get; init; }

    public required int Orders { get; init; }

    /// <summary>The persons who placed the orders. An account that has lost its person stands for nobody.</summary>
    public required int Persons { get; init; }

    /// <summary>The most that the orders of one person come to, in fen.</summary>
    public required long Largest { get; init; }

    /// <summary>
    /// Whether an institution may see the sum: five persons stand behind it, and none of them for more than half of it. Else four people
    /// who pay a yuan each would learn what a fifth pays.
    /// </summary>
    public bool IsShown => Persons >= LeastPersons && Largest <= Amount - Largest;
}

/// <summary>All that one day moved into a fund, or out of it.</summary>
public sealed class FundFlow : Flow
{
    public required InstitutionId Institution { get; init; }

    public required FundId Fund { get; init; }

    public required DateOnly Day { get; init; }

    public required FundOrderSide Side { get; init; }
}
