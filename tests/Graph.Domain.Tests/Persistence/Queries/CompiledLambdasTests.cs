using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace Graph.Domain.Tests.Persistence.Queries;

#pragma warning disable EF9100

public sealed class CompiledLambdasTests
{
    private static readonly IReadOnlyList<int> Numbers = [1, 2, 3];

    [Fact]
    public async Task A_lambda_that_stands_alone_is_compiled_once()
    {
        Expression<Func<int, IEnumerable<int>>> code = number => Numbers.Select(item => item + 1);
        var (lambdas, run) = await ProcessAsync(code);
        Assert.Equal(0, lambdas);
        Assert.Equal([2, 3, 4], run(5));
    }

    [Fact]
    public async Task A_lambda_that_uses_what_is_around_it_stays()
    {
        Expression<Func<int, IEnumerable<int>>> code = number => Numbers.Select(item => item + number);
        var (lambdas, run) = await ProcessAsync(code);
        Assert.Equal(1, lambdas);
        Assert.Equal([6, 7, 8], run(5));
    }

    [Fact]
    public async Task A_lambda_that_is_data_stays()
    {
        Expression<Func<int, IEnumerable<int>>> code = number => Numbers.AsQueryable().Select(item => item + 1);
        var (lambdas, run) = await ProcessAsync(code);
        Assert.Equal(1, lambdas);
        Assert.Equal([2, 3, 4], run(5));
    }

    private static async Task<(int Lambdas, Func<int, IEnumerable<int>> Run)> ProcessAsync(Expression<Func<int, IEnumerable<int>>> code)
    {
        await using var database = await TestDatabase.CreateAsync();
        var processed = await database.Units.ReadAsync(db => Task.FromResult(
            (Expression<Func<int, IEnumerable<int>>>)db.GetService<ILiftableConstantProcessor>().InlineConstants(code, false)));
        var counter = new Lambdas();
        counter.Visit(processed.Body);
        return (counter.Count, processed.Compile());
    }

    private sealed class Lambdas : ExpressionVisitor
    {
        public int Count { get; private set; }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            Count++;
            return base.VisitLambda(node);
        }
    }
}
