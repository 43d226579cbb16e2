using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds.Holdings;

public readonly record struct HoldingId(Guid Value) : ITypedId<HoldingId>
{
    public static HoldingId From(Guid value) => new(value);
}

/// <summary>The kinds of holders of units.</summary>
public enum HoldingKind
{
    /// <summary>A person.</summary>
    Holder = 0,

    /// <summary>The fund, which issues units. It is below zero by all units that others hold.</summary>
    Issue = 1,

    /// <summary>The bank that advances instant redemptions, until the next exchange day.</summary>
    Advance = 2,
}

/// <summary>
/// An account of the ledger of units: what somebody holds of a fund. Units move between two holdings of the same fund by a
/// <see cref="UnitPosting"/>, so all holdings of a fund add up to zero.
/// </summary>
public sealed class Holding
{
    public required HoldingId Id { get; init; }

    public required FundId FundId { get; init; }

    public required HoldingKind Kind { get; init; }

    public UserId? UserId { get; init; }

    /// <summary>The place among the holdings of the fund, from 1 on; below that for those of the house.</summary>
    public required long Number { get; init; }

    /// <summary>The units, in ten-thousandths, with those that are locked.</summary>
    public long Units { get; private set; }

    /// <summary>The units that open redemptions will take.</summary>
    public long Locked { get; private set; }

    /// <summary>Income below a ten-thousandth of a unit, in hundred-millionths of it.</summary>
    public long Carry { get; private set; }

    /// <summary>What was paid for all units that were ever bought, fees included, in fen.</summary>
    public long PaidIn { get; private set; }

    /// <summary>What was paid out for all units that were ever redeemed, after fees, in fen.</summary>
    public long PaidOut { get; private set; }

    /// <summary>What was paid for the units that are still here, in fen.</summary>
    public long Cost { get; private set; }

    /// <summary>
    /// The people who may see that the holder invested. They never see how much. It is what the last order by hand says that was
    /// settled, or what the holder said since. An open order can hide it already: see <see cref="HoldingVisibility"/>.
    /// </summary>
    public Visibility Visibility { get; private set; } = Visibility.Parties;

    public required DateTime OpenedAt { get; init; }

    /// <summary>Breaks ties between holdings that were opened in the same microsecond.</summary>
    public required long Tiebreak { get; init; }

    public long Free => Units - Locked;

    /// <summary>Takes the income of a day.</summary>
    internal void Earn(long units, long carry) => (Units, Carry) = (Units + units, carry);

    /// <summary>What the units are worth, in fen.</summary>
    public long WorthAt(long value) => FundMath.WorthOf(Units, value);

    /// <summary>What a part of the units has cost, in fen: in proportion, rounded down; all of it for all units.</summary>
    public static long CostOf(long cost, long units, long part) => part >= units ? cost : (long)((Int128)cost * part / units);
}
