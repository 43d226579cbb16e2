using Graph.Domain;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>Contexts and units as the program has them, over a connection string.</summary>
internal static class PeerGraph
{
    /// <param name="connection">The connection string.</param>
    /// <param name="command">How long a command may take; null for longer than any takes that ends.</param>
    public static ServiceProvider Of(string connection, TimeSpan? command = null) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(new CommandLimit { Time = command ?? Patience.Longer })
        .AddDomain("SqlServer", connection)
        .BuildServiceProvider();

    public static Task<int> ReadAsync(this GraphDb db, CancellationToken cancellationToken = default) =>
        db.Database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
}
