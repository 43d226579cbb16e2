using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Marks a field that shows the same to everybody who may see its object and has not blocked the person whom it shows. A live event of which only such fields are asked for is
/// resolved once, and not for each listener (<see cref="SharedSelection"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class SameForAllAttribute : GraphQLAttribute
{
    private const string Key = "same for all";

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = true;

    /// <summary>Whether a field is marked.</summary>
    public static bool Marks(FieldType field) => field.GetMetadata(Key, false);
}
