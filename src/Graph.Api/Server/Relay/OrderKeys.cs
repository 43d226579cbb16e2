using System.Linq.Expressions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;

namespace Graph.Api.Server.Relay;

/// <summary>The keys of an order, in the sequence in which a caller asks for them.</summary>
/// <param name="list">The name of the list.</param>
public sealed class OrderKeys<TRow>(string list)
{
    private readonly List<string> _fields = [];
    private readonly List<Action<Keyset<TRow>>> _keys = [];

    /// <summary>The name of the list and of its order.</summary>
    public string Name { get; private set; } = list;

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Adds the next item of the argument `order`.</summary>
    /// <param name="fields">The fields of the item.</param>
    /// <exception cref="GraphError">It gives no field or several, or one that an earlier item gives.</exception>
    public void AddItem(params IEnumerable<OrderField<TRow>> fields)
    {
        if (fields.Where(field => field.Direction is not null).ToList() is not [var given])
        {
            throw GraphError.BadUserInput("Give exactly one field in each item of `order`.", "order", $"{_keys.Count}");
        }

        if (_fields.Contains(given.Name))
        {
            throw GraphError.BadUserInput($"Give each field once in `order`: {given.Name} was given before.", "order", $"{_keys.Count}", given.Name);
        }

        Add(given);
    }

    public void Add(OrderField<TRow> field)
    {
        _fields.Add(field.Name);
        _keys.Add(keyset => field.By(keyset, field.Direction == SortDirection.Desc));
        Name += $" {field.Name} {field.Direction}";
    }

    /// <summary>The order, as yet without a key that is unique.</summary>
    public Keyset<TRow> ToKeyset()
    {
        var keyset = new Keyset<TRow>(Name);
        _keys.ForEach(add => add(keyset));
        return keyset;
    }
}

/// <summary>A field by which a list can be ordered.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Direction">The direction that is asked for; null when the list is not ordered by it.</param>
/// <param name="By">Adds the key of the field to an order.</param>
public sealed record OrderField<TRow>(string Name, SortDirection? Direction, Action<Keyset<TRow>, bool> By)
{
    public static OrderField<TRow> Of<TKey>(string name, SortDirection? direction, Expression<Func<TRow, TKey>> key)
        where TKey : notnull => new(name, direction, (keyset, down) => keyset.By(key, down));
}
