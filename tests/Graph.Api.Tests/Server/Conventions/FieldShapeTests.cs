using Graph.Api.Tests.Hosting;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Conventions;

/// <summary>
/// A client may select the same field of several members of a union in one query. That is valid only if all have the
/// same response shape (GraphQL, "Field Selection Merging"), and code generators need it too.
/// </summary>
public sealed class FieldShapeTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>Enums whose values differ between types. A client that selects several of them gives them aliases.</summary>
    private static readonly string[] NeedAliases = ["status", "kind"];

    private readonly HashSet<(string, string)> _compared = [];
    private readonly List<string> _different = [];

    private ISchema Schema => server.Services.GetRequiredService<ISchema>();

    [Fact]
    public void Fields_of_one_name_have_one_shape_in_every_union_in_parties_and_in_errors()
    {
        var together = Schema.AllTypes.OfType<IAbstractGraphType>().Where(type => type is UnionGraphType || type.Name is "Party" or "Error").ToList();
        Assert.True(together.Count > 40);
        foreach (var type in together)
        {
            Compare(type, type, type.Name);
        }

        Assert.Empty(_different);
    }

    private void Compare(IGraphType one, IGraphType other, string path)
    {
        foreach (var left in Members(one))
        {
            foreach (var right in Members(other))
            {
                if (left != right && _compared.Add((left.Name, right.Name)))
                {
                    CompareFields(left, right, path);
                }
            }
        }
    }

    private void CompareFields(IObjectGraphType left, IObjectGraphType right, string path)
    {
        foreach (var field in left.Fields)
        {
            if (NeedAliases.Contains(field.Name) || right.Fields.Find(field.Name) is not { } same)
            {
                continue;
            }

            var place = $"{path}: {left.Name} and {right.Name}.{field.Name}";
            var (a, b) = (field.ResolvedType!.GetNamedType(), same.ResolvedType!.GetNamedType());
            var areLeaves = a is ScalarGraphType || b is ScalarGraphType;
            if (Wrapping(field.ResolvedType!) != Wrapping(same.ResolvedType!) || (areLeaves && a.Name != b.Name))
            {
                _different.Add($"{place} is {field.ResolvedType} and {same.ResolvedType}");
            }
            else if (!areLeaves && a.Name != b.Name)
            {
                Compare(a, b, place);
            }
        }
    }

    private static IEnumerable<IObjectGraphType> Members(IGraphType type) =>
        type is IAbstractGraphType several ? several.PossibleTypes : [(IObjectGraphType)type];

    private static string Wrapping(IGraphType type) => type.ToString()!.Replace(type.GetNamedType().Name, "_", StringComparison.Ordinal);
}
