namespace Graph.Domain.Lending.Plans;

/// <summary>How the principal of a loan is paid back.</summary>
public enum RepaymentKind
{
    /// <summary>Everything at the end, with the interest: a single instalment.</summary>
    Bullet = 0,

    /// <summary>Every month about the same amount, of which an ever larger part is principal.</summary>
    EqualInstallments = 1,

    /// <summary>Every month the same principal, and the interest on what is left.</summary>
    EqualPrincipal = 2,
}
