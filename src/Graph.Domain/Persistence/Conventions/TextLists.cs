using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

/// <summary>
/// Stores a list of texts as a JSON array, for databases that have no arrays. EF stores it so by itself, but looks for the list's
/// constructor by reflection in each row.
/// </summary>
public sealed class TextsToJson() : ValueConverter<List<string>, string>(texts => Write(texts), json => Read(json))
{
    private const string Empty = "[]";

    private static string Write(List<string> texts) => texts.Count == 0 ? Empty : JsonSerializer.Serialize(texts);

    private static List<string> Read(string json) => json == Empty ? [] : JsonSerializer.Deserialize<List<string>>(json)!;
}

/// <summary>Compares lists by their texts.</summary>
public sealed class TextsComparer() : ValueComparer<List<string>>(
    (one, other) => one == other || (one != null && other != null && one.SequenceEqual(other)),
    texts => texts.Aggregate(0, (hash, text) => HashCode.Combine(hash, text)),
    texts => texts.ToList());

internal static class TextLists
{
    private const string IsWhole = "Graph:IsReadAsWhole";

    /// <summary>Declares that no query looks into a list. It is read and written as a whole.</summary>
    public static void IsReadAsWhole(this PropertyBuilder<List<string>> list) => list.HasAnnotation(IsWhole, true);

    /// <summary>Decides how lists that are read as a whole are stored.</summary>
    public static void StoreTextLists(this ModelBuilder model, bool asArrays)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties().ToList())
            {
                var isWhole = property.RemoveAnnotation(IsWhole) is not null;
                if (isWhole && !asArrays)
                {
                    model.Entity(entity.ClrType).Property<List<string>>(property.Name).HasConversion<TextsToJson, TextsComparer>();
                }
            }
        }
    }
}
