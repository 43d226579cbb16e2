using Graph.Domain;
using Graph.Domain.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.Stores;

/// <summary>What every database of a test begins with.</summary>
internal static class EmptySchema
{
    /// <summary>Migrates as the program does, and leaves no connection open.</summary>
    public static async Task MakeAsync(string provider, string connection)
    {
        await using var services = new ServiceCollection().AddLogging().AddDomain(provider, connection).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync();
    }
}
