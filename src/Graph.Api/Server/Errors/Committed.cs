using GraphQL;

namespace Graph.Api.Server.Errors;

/// <summary>
/// The mark `committed: true` in an error's extensions: the mutation took effect, and only its answer is incomplete.
/// </summary>
internal static class Committed
{
    private const string Key = "committed";

    public static void MarkCommitted(this ExecutionError error) => (error.Extensions ??= [])[Key] = true;

    public static bool IsCommitted(this ExecutionError error) => error.Extensions?.ContainsKey(Key) == true;
}
