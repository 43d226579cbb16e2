using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

public static class TypedIds
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(ITypedId).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(ITypedId))),
    ];

    /// <summary>Expression trees may not call static interface members (CS8927), so converters call this.</summary>
    internal static TId Create<TId>(Guid value)
        where TId : struct, ITypedId<TId> => TId.From(value);
}

/// <summary>Big-endian, so that ids made later sort later in the index.</summary>
public sealed class IdToBytes<TId>() : ValueConverter<TId, byte[]>(
    id => id.Value.ToByteArray(true),
    bytes => TypedIds.Create<TId>(new Guid(bytes, true)))
    where TId : struct, ITypedId<TId>;

/// <summary>As PostgreSQL's own type, which sorts as the bytes do.</summary>
public sealed class IdToGuid<TId>() : ValueConverter<TId, Guid>(
    id => id.Value,
    value => TypedIds.Create<TId>(value))
    where TId : struct, ITypedId<TId>;
