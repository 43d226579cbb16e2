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

/// <summary>
/// A row of a list whose order is that of the events which announced its rows. On SQLite and PostgreSQL, the rows are
/// numbered as the events are, so a list and a stream show two rows in the same order. On SQL Server they take numbers
/// of their own, because a rowversion would change when the row changes. There, rows of the same moment may differ.
/// </summary>
public interface IInOrderOfEvents
{
    /// <summary>The position in the list. A later row has a higher number.</summary>
    long Number { get; }
}
