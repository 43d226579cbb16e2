using Graph.Domain.Users.Accounts;
using GraphQL;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Recognises the repetition of a request. It is answered with the first answer, or refused because the input is another one, before
/// anything else is looked at.
/// </summary>
internal static class Replays
{
    private const string Key = "IdempotencyKey";

    /// <summary>Whether the field is a mutation that its caller has sent before with the same idempotency key.</summary>
    public static async Task<bool> IsOneAsync(IResolveFieldContext context)
    {
        var services = context.RequestServices!;
        return ReferenceEquals(context.ParentType, context.Schema.Mutation)
            && services.GetRequiredService<Caller>().Id is { } caller
            && KeyOf(context) is { } key
            && await services.GetRequiredService<IEarlierRequests>().AnyAsync(
                caller, context.FieldDefinition.Name, key, context.CancellationToken);
    }

    private static Guid? KeyOf(IResolveFieldContext context) =>
        context.Arguments is { } arguments && arguments.TryGetValue("input", out var input)
            ? input.Value?.GetType().GetProperty(Key)?.GetValue(input.Value) as Guid?
            : null;
}
