using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;

namespace Graph.Api.Server.Loading;

/// <summary>A value whose type is not known here, which may be loaded already.</summary>
public interface ILoading
{
    /// <summary>Gives the value when it is there already. It may throw when the value cannot be converted.</summary>
    bool TryGet(out object? value);
}

/// <summary>
/// A value that is known already, or that is fetched in one batch with other values when the first of them is awaited.
/// Resolvers return it, and the engine awaits it.
/// </summary>
public abstract class Loading<T> : IDataLoaderResult<T>, ILoading
{
    public abstract Task<T> GetResultAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ILoading.TryGet"/>
    public abstract bool TryGet([MaybeNullWhen(false)] out T value);

    bool ILoading.TryGet(out object? value)
    {
        var isThere = TryGet(out var typed);
        value = typed;
        return isThere;
    }

    async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) =>
        await GetResultAsync(cancellationToken);

    /// <summary>Converts the value as soon as it is loaded.</summary>
    public Loading<TResult> Then<TResult>(Func<T, TResult> select) => new Selected<TResult>(this, select);

    private sealed class Selected<TResult>(Loading<T> source, Func<T, TResult> select) : Loading<TResult>
    {
        public override async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default) =>
            select(await source.GetResultAsync(cancellationToken));

        public override bool TryGet([MaybeNullWhen(false)] out TResult value)
        {
            var isThere = source.TryGet(out var loaded);
            value = isThere ? select(loaded!) : default;
            return isThere;
        }
    }
}

/// <summary>A value that is known already, for a resolver that must load it in other cases.</summary>
public sealed class Loaded<T>(T value) : Loading<T>
{
    public override Task<T> GetResultAsync(CancellationToken cancellationToken = default) => Task.FromResult(value);

    public override bool TryGet([MaybeNullWhen(false)] out T known)
    {
        known = value;
        return true;
    }
}

/// <summary>A value that is fetched alone, without a batch, when it is awaited.</summary>
public sealed class Fetched<T>(Func<CancellationToken, Task<T>> fetch) : Loading<T>
{
    public override Task<T> GetResultAsync(CancellationToken cancellationToken = default) => fetch(cancellationToken);

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = default;
        return false;
    }
}

/// <summary>
/// Gives a resolver that returns <see cref="Loading{T}"/> the graph type of the loaded value. The engine does this for
/// its own interface only.
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
