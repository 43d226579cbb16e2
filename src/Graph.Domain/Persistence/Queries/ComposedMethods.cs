using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence.Queries;

/// <summary>
/// Marks a method in whose place queries take an expression, so that the database selects only the columns that the expression uses.
/// EF would read all columns of the argument, and call the method afterwards. The expression takes the argument several times, so the
/// argument is a row of the query, which is never missing: no subquery, and nothing from the optional side of a join.
/// </summary>
/// <param name="expression">The name of a static field of the method's class: an expression with the parameters of the method.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposedAttribute(string expression) : Attribute
{
    /// <summary>The name of the field.</summary>
    public string Expression => expression;
}

/// <summary>Puts the expressions of marked methods in the places of their calls, when a query is compiled.</summary>
internal sealed class ComposedMethods : ExpressionVisitor, IQueryExpressionInterceptor
{
    /// <summary>The only instance. EF builds all of its own services again for each instance of an interceptor of queries.</summary>
    public static readonly ComposedMethods Instance = new();

    private ComposedMethods()
    {
    }

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) => Visit(queryExpression);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.GetCustomAttribute<ComposedAttribute>() is not { } composed)
        {
            return base.VisitMethodCall(node);
        }

        const BindingFlags fields = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        if (node.Arguments.Any(argument => argument is not (ParameterExpression or MemberExpression)))
        {
            throw new InvalidOperationException($"{node} would be composed of an argument that is no row of the query.");
        }

        var expression = (LambdaExpression)node.Method.DeclaringType!.GetField(composed.Expression, fields)!.GetValue(null)!;
        return Visit(Parts.Apply(expression, [.. node.Arguments]));
    }
}
