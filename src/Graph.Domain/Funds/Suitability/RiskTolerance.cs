using Graph.Domain.Funds.Catalogue;

namespace Graph.Domain.Funds.Suitability;

/// <summary>How much risk a person takes, from C1 to C5 (CSRC Order 130), as the answers to a questionnaire say.</summary>
public enum RiskTolerance
{
    /// <summary>The least. Such a person can never buy a fund above R1.</summary>
    C1 = 1,

    /// <summary>Rather little.</summary>
    C2 = 2,

    /// <summary>Middle.</summary>
    C3 = 3,

    /// <summary>Rather much.</summary>
    C4 = 4,

    /// <summary>The most.</summary>
    C5 = 5,
}

/// <summary>Whether a fund is suitable for a person (CSRC Order 130, articles 19 and 22).</summary>
public enum SuitabilityKind
{
    /// <summary>The fund is not riskier than the person tolerates.</summary>
    Suitable,

    /// <summary>It is riskier. The person may still buy it on their own initiative, after a warning.</summary>
    AfterWarning,

    /// <summary>The person may not buy it.</summary>
    Never,
}

public static class SuitabilityRules
{
    public static SuitabilityKind Of(RiskGrade grade, RiskTolerance tolerance) =>
        (int)grade <= (int)tolerance ? SuitabilityKind.Suitable
        : tolerance == RiskTolerance.C1 ? SuitabilityKind.Never
        : SuitabilityKind.AfterWarning;
}
