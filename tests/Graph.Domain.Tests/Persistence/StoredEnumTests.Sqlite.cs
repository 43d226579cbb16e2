namespace Graph.Domain.Tests.Persistence;

/// <summary>
/// The database stores enums as numbers: a value that is put in between, or renumbered, would change the meaning of rows that
/// are there. After a value was added, add its line to stored-enums.txt.
/// </summary>
public sealed class StoredEnumTests
{
    [Fact]
    public async Task The_numbers_of_stored_enums_never_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        var stored = await database.Units.ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Select(property => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType)
            .Where(type => type.IsEnum)
            .Distinct()
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => Enum.GetValues(type).Cast<object>().Select(value => $"{type.Name}.{value} = {Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)}"))
            .ToList()));
        Assert.NotEmpty(stored);
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Persistence", "stored-enums.txt")), stored);
    }
}
