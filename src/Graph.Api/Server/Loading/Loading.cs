using System.Reflection;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;

namespace Graph.Api.Server.Loading;

/// <summary>
/// A value that is there already, or that is fetched in a batch with others of its kind when the first of them is awaited.
/// Resolvers return it; the engine awaits it.
/// </summary>
public abstract class Loading<T> : IDataLoaderResult<T>
{
    public abstract Task<T> GetResultAsync(CancellationToken cancellationToken = default);

    async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) =>
        await GetResultAsync(cancellationToken);

    /// <summary>The same, turned into something else once it is there.</summary>
    public Loading<TResult> Then<TResult>(Func<T, TResult> select) => new Selected<TResult>(this, select);

    private sealed class Selected<TResult>(Loading<T> source, Func<T, TResult> select) : Loading<TResult>
    {
        public override async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default) =>
            select(await source.GetResultAsync(cancellationToken));
    }
}

/// <summary>A value that needs no loading, where others of its kind do.</summary>
public sealed class Loaded<T>(T value) : Loading<T>
{
    public override Task<T> GetResultAsync(CancellationToken cancellationToken = default) => Task.FromResult(value);
}

/// <summary>A value that is fetched by itself, once it is awaited.</summary>
public sealed class Fetched<T>(Func<CancellationToken, Task<T>> fetch) : Loading<T>
{
    public override Task<T> GetResultAsync(CancellationToken cancellationToken = default) => fetch(cancellationToken);
}

/// <summary>
/// Lets the engine see through <see cref="Loading{T}"/>: a resolver that returns it has the type of what is loaded. The engine
/// does so for its own interface only.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LoadingConventionAttribute : GraphQLAttribute
{
    public override void Modify(TypeInformation typeInformation)
    {
        if (typeInformation.IsInputType
            || !typeInformation.Type.IsGenericType
            || typeInformation.Type.GetGenericTypeDefinition() != typeof(Loading<>))
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        var returned = typeInformation.MemberInfo switch
        {
            MethodInfo method => nullability.Create(method.ReturnParameter),
            PropertyInfo property => nullability.Create(property),
            var member => throw new InvalidOperationException($"{member.Name} is no resolver."),
        };
        var loaded = returned.GenericTypeArguments[0];
        if (loaded.Type.IsGenericType && loaded.Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            (typeInformation.IsList, typeInformation.ListIsNullable) = (true, loaded.ReadState == NullabilityState.Nullable);
            loaded = loaded.GenericTypeArguments[0];
        }

        typeInformation.Type = Nullable.GetUnderlyingType(loaded.Type) ?? loaded.Type;
        typeInformation.IsNullable = loaded.ReadState == NullabilityState.Nullable;
    }
}
