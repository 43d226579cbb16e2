namespace Graph.Domain.Shared;

/// <summary>An identifier that knows what it identifies, so that a user's id is never taken for a wallet's.</summary>
public interface ITypedId
{
    /// <summary>The value; version 7, so that what is made together lies together. It is never an order of events.</summary>
    Guid Value { get; }
}

/// <summary>What converters need: making a typed id from its value.</summary>
public interface ITypedId<TSelf> : ITypedId
    where TSelf : struct, ITypedId<TSelf>
{
    static abstract TSelf From(Guid value);
}

/// <summary>The names of types as global ids and stored subjects carry them: OrderId is `Order`. Renaming a type breaks both.</summary>
public static class TypeNames
{
    public static string Of(Type idType) => idType.Name[..^"Id".Length];

    public static string Of(ITypedId id) => Of(id.GetType());
}
