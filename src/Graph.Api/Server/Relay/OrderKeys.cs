using System.Linq.Expressions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;

namespace Graph.Api.Server.Relay;

/// <summary>The keys of an order, in the sequence in which a caller asks for them.</summary>
/// <param name="list">The name of the list.</param>
public sealed class OrderKeys<TRow>(string list)
{
    private readonly List<(OrderField<TRow> Field, SortDirection Direction)> _keys = [];

    /// <summary>The name of the list and of its order.</summary>
    public string Name { get; private set; } = list;

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Adds the next item of the argument `order`.</summary>
    /// <param name="fields">The fields of the item, each with the direction that is asked for; null where the item does not give it.</param>
    /// <exception cref="GraphError">It gives no field or several, or one that an earlier item gives.</exception>
    public void AddItem(params ReadOnlySpan<(OrderField<TRow> Field, SortDirection? Direction)> fields)
    {
        (OrderField<TRow> Field, SortDirection Direction)? given = null;
        var count = 0;
        foreach (var (field, asked) in fields)
        {
            if (asked is { } direction)
            {
                given = (field, direction);
                count++;
            }
        }

        if (given is not var (key, way) || count > 1)
        {
            throw GraphError.BadUserInput("Give exactly one field in each item of `order`.", "order", $"{_keys.Count}");
        }

        if (_keys.Exists(known => known.Field == key))
        {
            throw GraphError.BadUserInput($"Give each field once in `order`: {key.Name} was given before.", "order", $"{_keys.Count}", key.Name);
        }

        Add(key, way);
    }

    public void Add(OrderField<TRow> field, SortDirection direction)
    {
        _keys.Add((field, direction));
        Name += $" {field.Name} {direction}";
    }

    /// <summary>The order, as yet without a key that is unique.</summary>
    public Keyset<TRow> ToKeyset()
    {
        var keyset = new Keyset<TRow>(Name);
        foreach (var (field, direction) in _keys)
        {
            field.AddTo(keyset, direction == SortDirection.Desc);
        }

        return keyset;
    }
}

/// <summary>A field by which a list can be ordered. Keep it in a static member: the expression of its key is costly to make.</summary>
public sealed class OrderField<TRow>
{
    private readonly Action<Keyset<TRow>, bool> _add;

    private OrderField(string name, Action<Keyset<TRow>, bool> add) => (Name, _add) = (name, add);

    /// <summary>Its name in the schema.</summary>
    public string Name { get; }

    public static OrderField<TRow> Of<TKey>(string name, Expression<Func<TRow, TKey>> key)
        where TKey : notnull => new(name, (keyset, down) => keyset.By(key, down));

    /// <summary>Adds the key of the field to an order.</summary>
    internal void AddTo(Keyset<TRow> keyset, bool descending) => _add(keyset, descending);
}
