using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Says how many objects a list without pages may have, so that <see cref="NodeCount"/> multiplies with the right number what
/// is asked for below them. A list without it has at most as many as a usual page.
/// </summary>
/// <param name="items">The largest number of objects.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AtMostAttribute(int items) : GraphQLAttribute
{
    private const string Key = "at most";

    /// <summary>
    /// Whether it has an object for each day between its arguments `from` and `to`. Then these days are counted, even when
    /// nothing is asked for below them.
    /// </summary>
    public bool Days { get; init; }

    internal int Items => items;

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = this;

    /// <summary>What a field says about its list; null when it says nothing.</summary>
    internal static AtMostAttribute? Of(FieldType field) => field.GetMetadata<AtMostAttribute?>(Key, (AtMostAttribute?)null);
}
