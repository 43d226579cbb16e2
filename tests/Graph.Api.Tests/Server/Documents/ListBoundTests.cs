using Graph.Api.Server.Documents;
using Graph.Api.Tests.Hosting;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Documents;

/// <summary>
/// A list without pages says how many items it may have, if something of which there are many can be asked for below each. Otherwise it
/// would count as twenty, however long it is.
/// </summary>
public sealed class ListBoundTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public void Lists_that_lead_to_lists_have_a_bound()
    {
        var unbounded =
            from type in server.Services.GetRequiredService<ISchema>().AllTypes.OfType<IObjectGraphType>()
            where !type.Name.StartsWith("__", StringComparison.Ordinal) && type.Fields.Find("pageInfo") is null
            from field in type.Fields
            where ItemOf(field) is { } item && LeadsToMany(item)
                && field.Arguments?.Find("ids") is null
                && field.GetMetadata<AtMostAttribute?>("at most", (AtMostAttribute?)null) is null
            select $"{type.Name}.{field.Name}";
        Assert.True(!unbounded.Any(), string.Join(" ", unbounded));
    }

    /// <summary>The type of the items of a list of objects; null for anything else.</summary>
    private static IComplexGraphType? ItemOf(FieldType field) =>
        Bare(field.ResolvedType) is ListGraphType list ? Bare(list.ResolvedType) as IComplexGraphType : null;

    private static bool LeadsToMany(IComplexGraphType item) => item.Fields.Any(field =>
        Bare(field.ResolvedType) is IComplexGraphType below && below.Fields.Find("pageInfo") is not null || ItemOf(field) is not null
        || (Bare(field.ResolvedType) is IComplexGraphType one && one != item && one.Fields.Any(deeper =>
            Bare(deeper.ResolvedType) is IComplexGraphType page && page.Fields.Find("pageInfo") is not null)));

    private static IGraphType? Bare(IGraphType? type) => type is NonNullGraphType { ResolvedType: { } inner } ? inner : type;
}
