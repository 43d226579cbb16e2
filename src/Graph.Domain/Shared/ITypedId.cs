namespace Graph.Domain.Shared;

/// <summary>
/// An identifier whose type says what it identifies, so that the compiler rejects a user's id in place of a wallet's.
/// </summary>
public interface ITypedId
{
    /// <summary>
    /// The value: a UUID of version 7, so that rows that are made at the same time lie together. Do not use it to
    /// order events.
    /// </summary>
    Guid Value { get; }
}

/// <summary>Makes a typed id from its value. Converters need this.</summary>
public interface ITypedId<TSelf> : ITypedId
    where TSelf : struct, ITypedId<TSelf>
{
    static abstract TSelf From(Guid value);
}

/// <summary>
/// The names of id types as global ids and stored subjects contain them: OrderId becomes `Order`. Renaming an id type
/// breaks both.
/// </summary>
public static class TypeNames
{
    public static string Of(Type idType) => idType.Name[..^"Id".Length];

    public static string Of(ITypedId id) => Of(id.GetType());
}
