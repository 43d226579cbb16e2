using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Institutions;

/// <summary>Tells those who work for an institution what operators did with it. Who the operator was stays in the audit log.</summary>
public sealed class InstitutionAnnouncements : IAnnounce<InstitutionVerified>, IAnnounce<InstitutionTransferred>
{
    public async ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(InstitutionVerified fact, GraphDb db)
    {
        var (kind, title) = fact.IsVerified
            ? (NotificationKind.InstitutionVerified, "Your institution is verified, and its funds are for sale")
            : (NotificationKind.InstitutionSuspended, "The verification of your institution was taken back; its funds are not for sale");
        return await ToStaffAsync(db, fact.Institution, user => new Notice(kind, user, user, title, fact.Institution.Id, fact.At));
    }

    public async ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(InstitutionTransferred fact, GraphDb db) => await ToStaffAsync(
        db,
        fact.Institution,
        user => new Notice(
            NotificationKind.InstitutionTransferred,
            user,
            user,
            user == fact.NewOwner ? "You are the owner of an institution now" : "An institution for which you work has a new owner",
            fact.Institution.Id,
            fact.At));

    private static async Task<IReadOnlyList<Announcement>> ToStaffAsync(GraphDb db, Institution institution, Func<UserId, Notice> notice)
    {
        var staff = await db.Set<BusinessMember>().Where(m => m.AccountId == institution.SettlementId).Select(m => m.UserId).ToListAsync();
        return [.. staff.Select(notice)];
    }
}
