using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Persistence;

/// <summary>
/// A row of the log that streams replay. Each provider numbers the rows so that no row can appear at or below its
/// horizon later. A reader at place N has therefore seen everything up to N (<see cref="GraphDb.HorizonAsync"/>).
/// </summary>
public abstract class OrderedEvent
{
    /// <summary>The row's place in the order of all events.</summary>
    public long Sequence { get; private set; }

    /// <summary>Returns the name of the single table whose rows are ordered events.</summary>
    internal static string TableOf(DbContext db) => db.Model.GetEntityTypes()
        .Single(type => type.ClrType.IsAssignableTo(typeof(OrderedEvent))).GetTableName()!;
}
