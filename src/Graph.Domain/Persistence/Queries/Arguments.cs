using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Graph.Domain.Persistence.Queries;

/// <summary>
/// The place of a value in a query that is composed once and runs with another value each time.
/// </summary>
/// <param name="Name">The name of the parameter, which is unique in its query.</param>
public sealed record Argument(string Name, Type Type)
{
    /// <summary>An expression of the value's type, to be composed into a query.</summary>
    public static Expression Of(string name, Type type) =>
        Expression.Convert(Expression.Constant(new Argument(name, type)), type, typeof(Argument).GetMethod(nameof(None))!.MakeGenericMethod(type));

    /// <summary>The argument, if the expression is the place of one.</summary>
    public static Argument? In(UnaryExpression node) => node.Operand is ConstantExpression { Value: Argument argument } ? argument : null;

    /// <summary>Is never called: <see cref="QueryTemplate"/> puts a parameter in its place.</summary>
    public static T None<T>(Argument argument) => throw new InvalidOperationException($"{argument} has no value while a query is composed.");
}

/// <summary>
/// The arguments of a query: one value, or a tuple of values. While the query is composed, each is a mark, a value that
/// occurs nowhere else, so that it is found again wherever the composing code has passed it on.
/// </summary>
internal static class Arguments<TArgs>
{
    private static readonly bool IsTuple = typeof(TArgs).IsAssignableTo(typeof(ITuple));

    public static IReadOnlyList<Type> Types { get; } = IsTuple ? typeof(TArgs).GetGenericArguments() : [typeof(TArgs)];

    public static IReadOnlyList<object> Marks { get; } = [.. Types.Select(Mark.Of)];

    /// <summary>The marks as the composing code takes them.</summary>
    public static TArgs AsMarks() => (TArgs)(IsTuple
        ? Activator.CreateInstance(typeof(TArgs), [.. Marks])!
        : Marks[0]);

    public static object? ValueAt(TArgs args, int position) => IsTuple ? ((ITuple)args!)[position] : args;
}
