using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Tests.SqlServer.Shadow;

/// <summary>The same query in another context, with values of its parameters' types.</summary>
internal sealed class QueryShadow(DbContext db, Expression query, IReadOnlyDictionary<string, Type> parameters)
{
    private static readonly MethodInfo OfMany = MethodOf(nameof(ManyAsync));
    private static readonly MethodInfo OfOne = MethodOf(nameof(OneAsync));

    /// <summary>Null for what is written in SQL, which is each provider's own.</summary>
    public static QueryShadow? Of(Expression query, DbContext db)
    {
        var roots = new Roots(db);
        var other = roots.Visit(query);
        return roots.IsSql ? null : new QueryShadow(db, other, roots.Parameters);
    }

    public Task RunAsync()
    {
        var element = query.Type.GetInterfaces().Append(query.Type)
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IQueryable<>));
        var run = element is null ? OfOne.MakeGenericMethod(query.Type) : OfMany.MakeGenericMethod(element.GetGenericArguments());
        return (Task)run.Invoke(this, null)!;
    }

    private async Task ManyAsync<T>()
    {
        await foreach (var _ in Compile<IAsyncEnumerable<T>>())
        {
        }
    }

    private Task OneAsync<T>() => Compile<Task<T>>();

    private TResult Compile<TResult>()
    {
        var context = db.GetService<IQueryContextFactory>().Create();
        foreach (var (name, type) in parameters)
        {
            context.Parameters.Add(name, Sample(type));
        }

        return db.GetService<IDatabase>().CompileQuery<TResult>(query, async: true)(context);
    }

    private static object? Sample(Type type)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        if (type == typeof(DateTime) || type == typeof(DateTime?))
        {
            return DateTime.UnixEpoch;
        }

        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 2);
            array.SetValue(Sample(type.GetElementType()!), 0);
            array.SetValue(Sample(type.GetElementType()!), 1);
            return array;
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(System.Collections.IEnumerable)))
        {
            var item = type.GetGenericArguments()[0];
            var array = Sample(item.MakeArrayType())!;
            return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(type, array);
        }

        return type.IsValueType ? Activator.CreateInstance(Nullable.GetUnderlyingType(type) ?? type) : null;
    }

    private static MethodInfo MethodOf(string name) =>
        typeof(QueryShadow).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>Takes the tables of the other model, and notes the parameters.</summary>
    private sealed class Roots(DbContext db) : ExpressionVisitor
    {
        public Dictionary<string, Type> Parameters { get; } = [];

        public bool IsSql { get; private set; }

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case QueryParameterExpression parameter:
                    Parameters[parameter.Name] = parameter.Type;
                    return node;
                case FromSqlQueryRootExpression or SqlQueryRootExpression:
                    IsSql = true;
                    return node;
                case EntityQueryRootExpression root:
                    return new EntityQueryRootExpression(db.Model.FindEntityType(root.EntityType.Name)!);
                default:
                    return base.VisitExtension(node);
            }
        }
    }
}
