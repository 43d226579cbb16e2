namespace Graph.Api.Funds;

/// <summary>Units and their values, which have four decimals and are kept as ten-thousandths.</summary>
internal static class FourDecimals
{
    public static decimal Of(long tenThousandths) => tenThousandths * 0.0001m;
}
