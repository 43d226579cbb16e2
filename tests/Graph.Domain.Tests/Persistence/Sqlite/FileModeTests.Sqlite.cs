using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>Other users of the machine cannot read the database.</summary>
public sealed class FileModeTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_database_and_its_log_are_the_owners_alone(bool isThere)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("graph-mode-").FullName;
        var file = Path.Combine(folder, "graph.db");
        if (isThere)
        {
            await File.WriteAllBytesAsync(file, []);
            File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.OtherRead);
        }

        await using (var services = new ServiceCollection().AddLogging()
            .AddSingleton(new KeyedHash(new byte[32]))
            .AddSingleton<ISecretBox, OpenBox>()
            .AddSingleton(new CommandLimit())
            .AddDomain("Sqlite", $"Data Source={file}")
            .BuildServiceProvider())
        {
            await services.GetRequiredService<Migrator>().MigrateAsync();
            await services.GetRequiredService<Units>().WriteAsync(db => Task.FromResult(true));
            foreach (var part in Directory.GetFiles(folder))
            {
                Assert.Equal(OwnerOnly, File.GetUnixFileMode(part));
            }

            Assert.NotEmpty(Directory.GetFiles(folder));
        }

        Directory.Delete(folder, recursive: true);
    }
}
