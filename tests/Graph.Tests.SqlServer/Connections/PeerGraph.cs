using Graph.Domain;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>Contexts and units as the program has them, over a connection string.</summary>
internal static class PeerGraph
{
    public static ServiceProvider Of(string connection) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(new CommandLimit { Time = TimeSpan.FromSeconds(1) })
        .AddDomain("SqlServer", connection)
        .BuildServiceProvider();

    public static Task<int> ReadAsync(this GraphDb db, CancellationToken cancellationToken = default) =>
        db.Database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
}
