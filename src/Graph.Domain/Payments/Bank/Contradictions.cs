using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

/// <summary>
/// The requests about which the bank said one thing and later the opposite. What was recorded first stays, because the
/// user was told, and may have spent the money. An operator asks the bank, puts it right there, and clears the request.
/// </summary>
public sealed class Contradictions(Units units, TimeProvider clock)
{
    /// <summary>Returns how many contradictions no operator has cleared yet.</summary>
    public Task<int> CountAsync() => units.ReadAsync(db => Open(db).CountAsync());

    /// <summary>Clears a contradiction for an operator. Returns false when there is none to clear.</summary>
    public async Task<bool> ClearAsync(BankRequestId id, string note)
    {
        var check = new Validation();
        var text = check.Text(TextKind.NeededNote, note, "note");
        check.ThrowIfAny();
        var now = clock.UtcNow();
        return await units.WriteAsync(db => Open(db)
            .Where(r => r.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ClearedAt, now).SetProperty(r => r.ClearedNote, text))) == 1;
    }

    /// <summary>Notes the first contradiction of a request. Returns false when it was noted before.</summary>
    internal static async Task<bool> NoteAsync(GraphDb db, BankRequestId id, DateTime now) =>
        await db.Set<BankRequest>()
            .Where(r => r.Id == id && r.ContradictedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ContradictedAt, now)) == 1;

    /// <summary>Selects the contradictions that no operator has cleared.</summary>
    internal static IQueryable<BankRequest> Open(GraphDb db) =>
        db.Set<BankRequest>().Where(r => r.ContradictedAt != null && r.ClearedAt == null);
}
