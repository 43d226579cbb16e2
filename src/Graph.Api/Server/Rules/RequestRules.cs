using GraphQL.Validation;
using GraphQL.Validation.Rules;

namespace Graph.Api.Server.Rules;

/// <summary>The rules of validation: the engine's, but for those that ours replace.</summary>
internal static class RequestRules
{
    /// <summary>For a document that was validated before: what depends on the request's variables.</summary>
    public static IReadOnlyList<IValidationRule> ForKnown { get; } =
        [NullVariables.Instance, PageSizes.Instance];

    /// <summary>For a new document.</summary>
    public static IReadOnlyList<IValidationRule> ForNew { get; } =
    [
        .. DocumentValidator.CoreRules.Where(rule =>
            rule is not (VariablesInAllowedPosition or SingleRootFieldSubscriptions or FieldArgumentsAreValidRule)),
        VariablePositions.Instance,
        SubscriptionRoot.Instance,
        .. ForKnown,
    ];
}
