using System.Runtime.CompilerServices;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Validates requests. A document that is new goes through the engine with all rules. For a known one, only what depends
/// on variables is done. When any of it is refused, the engine is asked too, so that both ways report the same errors.
/// </summary>
internal sealed class RequestValidator : IDocumentValidator
{
    private readonly DocumentValidator _engine = new();
    private readonly ConditionalWeakTable<GraphQLOperationDefinition, KnownOperation> _known = [];

    public Task<IValidationResult> ValidateAsync(in ValidationOptions options)
    {
        if (!ReferenceEquals(options.Rules, RequestRules.ForKnown))
        {
            return _engine.ValidateAsync(options);
        }

        if (!_known.TryGetValue(options.Operation, out var known))
        {
            known = _known.GetOrAdd(options.Operation, KnownOperation.Of(options.Operation, options.Document, options.Schema));
        }

        return known.Fits(options) ? OfKnownAsync(known, options) : _engine.ValidateAsync(options);
    }

    private async Task<IValidationResult> OfKnownAsync(KnownOperation known, ValidationOptions options) =>
        await known.ValuesAsync(options) ?? await _engine.ValidateAsync(options);
}
