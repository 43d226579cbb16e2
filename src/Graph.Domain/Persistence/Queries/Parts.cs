using System.Linq.Expressions;

namespace Graph.Domain.Persistence.Queries;

/// <summary>Puts expressions in the places of the parameters of another one, so that conditions are made of parts.</summary>
internal static class Parts
{
    public static Expression Apply(LambdaExpression of, params Expression[] values) =>
        new Places(of.Parameters, values).Visit(of.Body);

    private sealed class Places(IReadOnlyList<ParameterExpression> parameters, Expression[] values) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i] == node)
                {
                    return values[i];
                }
            }

            return node;
        }
    }
}
