using System.Reflection;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Relay;

/// <summary>How a page lies in its list: the cursors that limit it, and the end from which it is taken.</summary>
[Flags]
public enum PageWay
{
    /// <summary>From the beginning.</summary>
    First = 0,

    /// <summary>After a cursor.</summary>
    After = 1,

    /// <summary>Before a cursor.</summary>
    Before = 2,

    /// <summary>From the end.</summary>
    Backward = 4,
}

/// <summary>The four arguments of a connection, as one parameter of a resolver.</summary>
public sealed record PageArguments(int? First, string? After, int? Last, string? Before)
{
    public const int Default = 20;
    public const int Max = 100;

    /// <summary>
    /// The field of the document that asks for the page. All objects for which it is resolved have the same arguments.
    /// </summary>
    internal object? Field { get; init; }

    /// <summary>See <see cref="SelectedFields.IsOfItemsAlone"/>.</summary>
    internal bool IsOfItemsAlone { get; init; }

    public bool IsBackward => Last is not null;

    internal PageWay Way =>
        (After is null ? 0 : PageWay.After) | (Before is null ? 0 : PageWay.Before) | (IsBackward ? PageWay.Backward : 0);

    public int Size => Last ?? First ?? Default;

    /// <summary>
    /// The size if many front ends use it, and the database looks at it to plan a query; else null. Each list keeps a query for each of
    /// these sizes, which names the size in its text.
    /// </summary>
    internal int? SizeInText(GraphDb db) => db.PlansByValues && Size is (1 or 5 or 10 or Default or 50 or Max) ? Size : null;

    /// <summary>
    /// Whether something follows the page. What the cursor `before` names does, unless the client counts with `first`, and
    /// so asks whether there is more up to that cursor.
    /// </summary>
    /// <param name="hasMore">Whether the list has more items than the page, in the direction of the page.</param>
    public bool HasNext(bool hasMore) => (hasMore && !IsBackward) || (Before is not null && First is null);

    /// <summary>
    /// Checks the arguments. It is part of resolving the field, so it also runs for documents that are in the cache.
    /// </summary>
    public PageArguments Checked()
    {
        if (First is not null && Last is not null)
        {
            throw GraphError.BadUserInput("Give either `first` or `last`, not both.", "last");
        }

        if (Size is < 0 or > Max)
        {
            throw GraphError.BadUserInput($"A page may have 0 to {Max} items.", IsBackward ? "last" : "first");
        }

        return this;
    }
}

/// <summary>
/// Gives each field whose resolver takes <see cref="PageArguments"/> the arguments `first`, `after`, `last` and
/// `before`.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PagingConventionAttribute : GraphQLAttribute
{
    private const string Paged = "paged";

    /// <summary>Whether a field returns a page whose size its arguments say.</summary>
    internal static bool IsPaged(FieldType field) => field.HasMetadata(Paged);

    public override void Modify<TParameterType>(ArgumentInformation argumentInformation)
    {
        if (typeof(TParameterType) == typeof(PageArguments))
        {
            argumentInformation.SetDelegateWithCast(context => new PageArguments(
                context.GetArgument<int?>("first"),
                context.GetArgument<string?>("after"),
                context.GetArgument<int?>("last"),
                context.GetArgument<string?>("before"))
            {
                Field = context.FieldAst,
                IsOfItemsAlone = context.UserContext is GraphContext { Selected: { } selected }
                    && selected.IsOfItemsAlone(context.FieldAst, context.FieldDefinition.ResolvedType, context.Schema),
            }.Checked());
        }
    }

    public override void Modify(
        FieldType fieldType, bool isInputType, IGraphType graphType, MemberInfo memberInfo, ref bool ignore)
    {
        if (memberInfo is MethodInfo method
            && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(PageArguments)))
        {
            fieldType.Metadata[Paged] = true;
            fieldType.Arguments ??= [];
            fieldType.Arguments.Add(Argument<IntGraphType>(
                "first",
                $"The number of items from the start, or after `after`: {PageArguments.Default} by default, "
                + $"at most {PageArguments.Max}."));
            fieldType.Arguments.Add(Argument<StringGraphType>("after", "The cursor after which the page begins."));
            fieldType.Arguments.Add(Argument<IntGraphType>(
                "last", $"The number of items from the end, or before `before`: at most {PageArguments.Max}."));
            fieldType.Arguments.Add(Argument<StringGraphType>("before", "The cursor before which the page ends."));
        }
    }

    private static QueryArgument<TType> Argument<TType>(string name, string description)
        where TType : IGraphType => new() { Name = name, Description = description };
}
