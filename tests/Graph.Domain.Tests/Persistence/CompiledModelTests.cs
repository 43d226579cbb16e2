using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Domain.Tests.Persistence;

public sealed class CompiledModelTests
{
    /// <summary>When it fails, run eng/compile-models.sh.</summary>
    [Fact]
    public async Task The_compiled_model_is_the_model()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (compiled, model) = await database.Units.ReadAsync(db => Task.FromResult(
            (Describe(db.Model), Describe(db.GetService<IDesignTimeModel>().Model))));
        Assert.Equal(string.Join('\n', model), string.Join('\n', compiled));
    }

    private static IEnumerable<string> Describe(IModel model) => model.GetEntityTypes()
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .SelectMany(type => Describe(type).Prepend($"{type.Name} {type.GetTableName()}"));

    private static IEnumerable<string> Describe(IEntityType type) =>
    [
        .. type.GetProperties().Select(property => string.Join(
            ' ',
            property.Name,
            property.ClrType,
            property.GetColumnName(),
            property.GetColumnType(),
            property.IsNullable,
            property.GetMaxLength(),
            property.IsUnicode(),
            property.GetPrecision(),
            property.IsConcurrencyToken,
            property.ValueGenerated,
            property.GetBeforeSaveBehavior(),
            property.GetAfterSaveBehavior(),
            property.GetTypeMapping().Converter?.GetType())),
        .. type.GetKeys().Select(key => $"key {Names(key.Properties)} {key.IsPrimaryKey()}"),
        .. type.GetForeignKeys().Select(key => string.Join(
            ' ', "to", key.PrincipalEntityType.Name, Names(key.Properties), Names(key.PrincipalKey.Properties), key.IsRequired, key.IsUnique, key.DeleteBehavior)),
        .. type.GetIndexes().Select(index => $"index {Names(index.Properties)} {index.IsUnique}"),
        .. type.GetNavigations().Select(navigation => $"navigation {navigation.Name} {navigation.TargetEntityType.Name}"),
    ];

    private static string Names(IEnumerable<IReadOnlyProperty> properties) => string.Join(',', properties.Select(property => property.Name));
}
