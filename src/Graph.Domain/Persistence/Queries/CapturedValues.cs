using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace Graph.Domain.Persistence.Queries;

// FromSqlQueryRootExpression is internal to EF. Here it is only refused.
#pragma warning disable EF1001

/// <summary>
/// Goes through a query and finds what it has captured from the code around it. Captured parts of queries are put in their
/// places; what to do with captured values, derived classes say.
/// </summary>
internal abstract class CapturedValues : ExpressionVisitor
{
    /// <summary>Gives what shall stand in the place of a captured value.</summary>
    protected abstract Expression Captured(object? value, MemberExpression node);

    protected override Expression VisitMember(MemberExpression node)
    {
        if (!IsCaptured(node))
        {
            return base.VisitMember(node);
        }

        return ValueOf(node) switch
        {
            IQueryable query => Visit(query.Expression),
            Expression part => Visit(part),
            GraphDb db => Expression.Constant(db, node.Type),

            // A static member is a constant.
            var value when node.Expression is null => Expression.Constant(value, node.Type),
            var value => Captured(value, node),
        };
    }

    protected override Expression VisitMethodCall(MethodCallExpression node) =>
        IsCaptured(node) && (node.Type.IsAssignableTo(typeof(IQueryable)) || node.Type.IsAssignableTo(typeof(Expression)))
            ? Visit(ValueOf(node) is IQueryable query ? query.Expression : (Expression)ValueOf(node)!)
            : base.VisitMethodCall(node);

    protected override Expression VisitExtension(Expression node) => node switch
    {
        FromSqlQueryRootExpression { Argument: ConstantExpression { Value: object[] { Length: > 0 } } } =>
            throw new InvalidOperationException("A kept query cannot hold SQL with values of its own."),
        EntityQueryRootExpression root => root.DetachQueryProvider(),
        _ => base.VisitExtension(node),
    };

    /// <summary>Whether the expression depends on captured variables and constants alone, and on no row.</summary>
    protected static bool IsCaptured(Expression? node) => node switch
    {
        null or ConstantExpression => true,
        MemberExpression member => IsCaptured(member.Expression),
        MethodCallExpression call => IsCaptured(call.Object) && call.Arguments.All(IsCaptured),
        UnaryExpression { NodeType: ExpressionType.Convert } convert => IsCaptured(convert.Operand),
        _ => false,
    };

    protected static object? ValueOf(Expression? node) => node switch
    {
        null => null,
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(ValueOf(member.Expression)),
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(ValueOf(member.Expression)),
        MethodCallExpression call => call.Method.Invoke(ValueOf(call.Object), [.. call.Arguments.Select(ValueOf)]),
        UnaryExpression convert => ValueOf(convert.Operand),
        _ => throw new InvalidOperationException($"A kept query cannot evaluate {node}."),
    };
}
