using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Persistence;

/// <summary>
/// A row of the log that streams replay. Each provider numbers the rows so that below its horizon nothing can appear any
/// more: a reader at N has seen all below N (<see cref="GraphDb.HorizonAsync"/>).
/// </summary>
public abstract class OrderedEvent
{
    /// <summary>The row's place in the one order of all events.</summary>
    public long Sequence { get; private set; }

    /// <summary>The one table whose rows are such events.</summary>
    internal static string TableOf(DbContext db) => db.Model.GetEntityTypes()
        .Single(type => type.ClrType.IsAssignableTo(typeof(OrderedEvent))).GetTableName()!;
}
