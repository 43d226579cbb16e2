using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Graph.Domain.Persistence.Queries;

/// <summary>
/// A condition without the values that it compares with. Two filters with other values have equal shapes, and so the same
/// compiled query.
/// </summary>
public sealed class ConditionShape : IEquatable<ConditionShape>
{
    private readonly int _hash;

    private ConditionShape(LambdaExpression condition)
    {
        Condition = condition;
        _hash = ExpressionEqualityComparer.Instance.GetHashCode(condition);
    }

    /// <summary>The condition, with an <see cref="Argument"/> in the place of each value.</summary>
    public LambdaExpression Condition { get; }

    /// <summary>Separates a condition from its values.</summary>
    public static (ConditionShape Shape, IReadOnlyList<(string Name, object? Value)> Values) Of(LambdaExpression condition)
    {
        var values = new Values();
        var shape = new ConditionShape((LambdaExpression)values.Visit(condition));
        return (shape, values.Found);
    }

    public bool Equals(ConditionShape? other) =>
        other is not null && _hash == other._hash && ExpressionEqualityComparer.Instance.Equals(Condition, other.Condition);

    public override bool Equals(object? obj) => Equals(obj as ConditionShape);

    public override int GetHashCode() => _hash;

    private sealed class Values : CapturedValues
    {
        public List<(string Name, object? Value)> Found { get; } = [];

        protected override Expression Captured(object? value, MemberExpression node)
        {
            var name = $"c{Found.Count}";
            Found.Add((name, value));
            return Argument.Of(name, node.Type);
        }
    }
}
