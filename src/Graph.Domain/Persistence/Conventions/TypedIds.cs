using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

public static class TypedIds
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(ITypedId).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(ITypedId))),
    ];

    /// <summary>
    /// Makes an id from its value. Converters call this because expression trees may not call static interface members
    /// (CS8927).
    /// </summary>
    internal static TId Create<TId>(Guid value)
        where TId : struct, ITypedId<TId> => TId.From(value);
}

/// <summary>Stores an id as big-endian bytes, so that ids that are made later sort later in the index.</summary>
public sealed class IdToBytes<TId>() : ValueConverter<TId, byte[]>(
    id => id.Value.ToByteArray(true),
    bytes => TypedIds.Create<TId>(new Guid(bytes, true)))
    where TId : struct, ITypedId<TId>;

/// <summary>Stores an id as PostgreSQL's own uuid type, which sorts in the same order as the bytes.</summary>
public sealed class IdToGuid<TId>() : ValueConverter<TId, Guid>(
    id => id.Value,
    value => TypedIds.Create<TId>(value))
    where TId : struct, ITypedId<TId>;
