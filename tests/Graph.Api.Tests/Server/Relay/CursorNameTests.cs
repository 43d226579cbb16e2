using System.Reflection;
using Graph.Api.Server.Relay;

namespace Graph.Api.Tests.Server.Relay;

public sealed class CursorNameTests
{
    [Fact]
    public void No_list_takes_the_cursors_of_another()
    {
        var names = typeof(Keyset<>).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType is { IsGenericType: true } type
                && (type.GetGenericTypeDefinition() == typeof(KeptList<,>) || type.GetGenericTypeDefinition() == typeof(KeptLists<,,>)))
            .Select(field => field.FieldType.GetProperty("Order")!.GetValue(field.GetValue(null))!)
            .Select(order => (string)order.GetType().GetProperty("Name")!.GetValue(order)!)
            .ToList();
        Assert.True(names.Count > 35, $"{names.Count} lists were found.");

        // The feed is one list that is looked for in two ways, and so are people.
        Assert.Equal(["users", "feed"], names.CountBy(name => name).Where(one => one.Value > 1).Select(one => one.Key));
    }
}
