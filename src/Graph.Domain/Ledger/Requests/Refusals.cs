using System.Text.Json;
using Graph.Domain.Shared;

namespace Graph.Domain.Ledger.Requests;

/// <summary>Converts remembered refusals to text and back. It knows the errors of all features, by their stored names.</summary>
internal static class Refusals
{
    private static readonly Dictionary<string, Type> Types = typeof(DomainError).Assembly.GetTypes()
        .Where(type => RememberedAttribute.NameOf(type) is not null)
        .ToDictionary(type => RememberedAttribute.NameOf(type)!);

    public static string Serialize(DomainError error) => JsonSerializer.Serialize(
        new Stored(RememberedAttribute.NameOf(error.GetType())!, JsonSerializer.SerializeToElement(error, error.GetType())));

    public static DomainError Deserialize(string text)
    {
        var stored = JsonSerializer.Deserialize<Stored>(text)!;
        return (DomainError)stored.Error.Deserialize(Types[stored.Type])!;
    }

    private sealed record Stored(string Type, JsonElement Error);
}
