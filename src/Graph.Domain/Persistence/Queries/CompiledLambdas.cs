using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.Queries;

// EF offers this service for precompiled queries, which it calls experimental.
#pragma warning disable EF9100

/// <summary>
/// Compiles the lambdas within a query's code together with it. EF leaves them in the code that it compiles, where the
/// runtime makes a delegate of each in every run of the query: in a small one that costs as much as reading its row.
/// </summary>
public sealed class CompiledLambdas(
    ShapedQueryCompilingExpressionVisitorDependencies dependencies,
    RelationalShapedQueryCompilingExpressionVisitorDependencies relational,
    RelationalCommandBuilderDependencies commands)
    : RelationalLiftableConstantProcessor(dependencies, relational, commands)
{
    public override Expression InlineConstants(Expression expression, bool supportsPrecompiledQuery)
    {
        var inlined = base.InlineConstants(expression, supportsPrecompiledQuery);
        return inlined is LambdaExpression code
            ? Expression.Lambda(code.Type, new Compiling().Visit(code.Body), code.Parameters)
            : inlined;
    }

    private sealed class Compiling : ExpressionVisitor
    {
        protected override Expression VisitLambda<T>(Expression<T> node) =>
            OpenVariables.In(node) ? base.VisitLambda(node) : Expression.Constant(node.Compile(), node.Type);

        /// <summary>A quoted lambda is data.</summary>
        protected override Expression VisitUnary(UnaryExpression node) =>
            node.NodeType == ExpressionType.Quote ? node : base.VisitUnary(node);

        /// <summary>A lambda that is called where it stands is compiled in its place.</summary>
        protected override Expression VisitInvocation(InvocationExpression node) =>
            node.Expression is LambdaExpression ? node.Update(node.Expression, Visit(node.Arguments)) : base.VisitInvocation(node);
    }

    /// <summary>Looks whether a lambda uses variables of the code around it.</summary>
    private sealed class OpenVariables : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> _own = [];
        private bool _areFound;

        public static bool In(LambdaExpression lambda)
        {
            var look = new OpenVariables();
            look.Visit(lambda);
            return look._areFound;
        }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _own.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitBlock(BlockExpression node)
        {
            _own.UnionWith(node.Variables);
            return base.VisitBlock(node);
        }

        protected override CatchBlock VisitCatchBlock(CatchBlock node)
        {
            if (node.Variable is { } variable)
            {
                _own.Add(variable);
            }

            return base.VisitCatchBlock(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _areFound |= !_own.Contains(node);
            return node;
        }
    }
}

internal static class CompiledLambdasOptions
{
    public static DbContextOptionsBuilder CompileLambdas(this DbContextOptionsBuilder options) =>
        options.ReplaceService<ILiftableConstantProcessor, CompiledLambdas>();
}
