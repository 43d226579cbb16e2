namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>
/// The database was told to commit a unit, and went away before it answered. The unit may have been saved, so it is run again only if a
/// second run finds what the first one has written.
/// </summary>
public sealed class UnknownOutcomeException(Exception cause) : Exception("The database went away while a unit was committed.", cause)
{
    /// <summary>Whether this is what a failure comes from.</summary>
    public static bool IsCauseOf(Exception failure) => Units.CausesOf(failure).Any(cause => cause is UnknownOutcomeException);
}
