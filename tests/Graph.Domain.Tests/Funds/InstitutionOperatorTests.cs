using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>What operators do with institutions: it is in their log, and those who work there are told.</summary>
public sealed class InstitutionOperatorTests
{
    [Fact]
    public Task Staff_are_told_when_a_verification_is_given_and_taken_back() => WithAsync(async (database, investors) =>
    {
        var (admin, clerk) = (await investors.OperatorAsync(), await EmployedAsync(database, investors));
        var operators = database.Get<InstitutionOperators>();
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await operators.VerifyAsync(admin, investors.Institution, isVerified: false);
        await operators.VerifyAsync(admin, investors.Institution, isVerified: false);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await operators.VerifyAsync(admin, investors.Institution);
        foreach (var one in new[] { investors.Staff, clerk })
        {
            Assert.Equal(
                ["The verification of your institution was taken back; its funds are not for sale"],
                await TitlesAsync(database, one, NotificationKind.InstitutionSuspended));

            // The owner was there at the first verification too.
            var verified = await TitlesAsync(database, one, NotificationKind.InstitutionVerified);
            Assert.Equal(one == clerk ? 1 : 2, verified.Count);
            Assert.All(verified, title => Assert.Equal("Your institution is verified, and its funds are for sale", title));
        }
    });

    [Fact]
    public Task An_institution_is_for_sale_only_while_its_owner_has_the_level() => WithAsync(async (database, investors) =>
    {
        var admin = await investors.OperatorAsync();
        await database.Get<EvidenceDecisions>().RevokeAsync(await investors.PhoneAsync(investors.Staff), EvidenceKind.Address, "For a test.");
        Assert.Null(await VerifiedAtAsync());
        Assert.Single(await TitlesAsync(database, investors.Staff, NotificationKind.InstitutionSuspended));
        var refusal = await RefusalAsync(() => database.Get<InstitutionOperators>().VerifyAsync(admin, investors.Institution));
        Assert.Equal(["institution"], Assert.IsType<ValidationError>(refusal).Path);
        await database.Get<IdentityProofing>().SubmitAddressAsync(investors.Staff, "浙江省", "杭州市", "文三路 1", default);
        await database.Get<InstitutionOperators>().VerifyAsync(admin, investors.Institution);
        Assert.NotNull(await VerifiedAtAsync());

        Task<DateTime?> VerifiedAtAsync() => database.Units.ReadAsync(db => db.Set<Institution>().Select(i => i.VerifiedAt).SingleAsync());
    });

    [Fact]
    public Task Operators_do_not_act_in_their_own_cause() => WithAsync(async (database, investors) =>
    {
        var (admin, colleague) = (await investors.OperatorAsync(), await investors.PersonAsync());
        var operators = database.Get<InstitutionOperators>();
        await IsRefusedAsync("user", () => operators.TransferAsync(admin, investors.Institution, admin));
        await database.JoinAsync(admin, investors.Staff);
        await IsRefusedAsync("institution", () => operators.VerifyAsync(admin, investors.Institution, isVerified: false));
        await IsRefusedAsync("institution", () => operators.TransferAsync(admin, investors.Institution, colleague));
        Assert.NotNull(await database.Units.ReadAsync(db => db.Set<Institution>().Select(i => i.VerifiedAt).SingleAsync()));

        async Task IsRefusedAsync(string path, Func<Task> act) =>
            Assert.Equal([path], Assert.IsType<ValidationError>(await RefusalAsync(act)).Path);
    });

    [Fact]
    public Task Whoever_closes_the_account_works_for_no_institution_any_more() => WithAsync(async (database, investors) =>
    {
        var clerk = await EmployedAsync(database, investors);
        await database.Get<AccountClosing>().CloseAsync(clerk, TestDatabase.Password, new Origin(null, null));
        Assert.Equal([investors.Staff], await database.Units.ReadAsync(db => db.Set<BusinessMember>().Select(m => m.UserId).ToListAsync()));
        Assert.Equal([Role.User], (await database.Units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == clerk))).Roles);
    });

    [Fact]
    public Task An_owner_can_close_the_account_after_an_operator_handed_the_institution_over() => WithAsync(async (database, investors) =>
    {
        var (admin, owner, heir) = (await investors.OperatorAsync(), investors.Staff, await investors.PersonAsync());
        var operators = database.Get<InstitutionOperators>();
        Assert.Contains(await MattersAsync(owner), matter => matter.Contains("institution", StringComparison.Ordinal));
        await operators.TransferAsync(admin, investors.Institution, heir);
        await operators.TransferAsync(admin, investors.Institution, heir);
        Assert.DoesNotContain(await MattersAsync(owner), matter => matter.Contains("institution", StringComparison.Ordinal));
        Assert.Contains(await MattersAsync(heir), matter => matter.Contains("institution", StringComparison.Ordinal));
        Assert.Equal(["You are the owner of an institution now"], await TitlesAsync(database, heir, NotificationKind.InstitutionTransferred));
        Assert.Equal(["An institution for which you work has a new owner"], await TitlesAsync(database, owner, NotificationKind.InstitutionTransferred));
        Assert.Equal(1, await database.Units.ReadAsync(db =>
            db.Set<AuditEvent>().CountAsync(e => e.UserId == admin && e.Kind == AuditKind.InstitutionTransferred)));

        // Both work there. The former owner can leave, and the new one can do all that an owner does.
        var register = database.Get<InstitutionRegister>();
        Assert.IsType<InstitutionOwnerOnlyError>(await RefusalAsync(() => register.RemoveStaffAsync(owner, investors.Institution, heir)));
        await register.RemoveStaffAsync(owner, investors.Institution, owner);
        Assert.Equal([heir], await StaffAsync());
        Assert.Equal((false, true), (await IsStaffAsync(owner), await IsStaffAsync(heir)));

        Task<bool> IsStaffAsync(UserId user) =>
            database.Units.ReadAsync(async db => (await db.Set<User>().SingleAsync(u => u.Id == user)).Roles.Contains(Role.Institution));

        Task<List<UserId>> StaffAsync() => database.Units.ReadAsync(db => (
            from institution in db.Set<Institution>()
            join member in db.Set<BusinessMember>() on institution.SettlementId equals member.AccountId
            where institution.Id == investors.Institution
            select member.UserId).ToListAsync());

        Task<List<string>> MattersAsync(UserId user) => database.Units.ReadAsync(async db =>
        {
            var matters = new List<string>();
            foreach (var end in database.Get<IEnumerable<IAccountEnd>>())
            {
                matters.AddRange(await end.OpenMattersAsync(db, user));
            }

            return matters;
        });
    });

    [Fact]
    public Task Not_everybody_can_own_an_institution() => WithAsync(async (database, investors) =>
    {
        var (admin, low, rich) = (await investors.OperatorAsync(), await database.PersonAsync(RealNameLevel.ClassII), await investors.PersonAsync());
        var operators = database.Get<InstitutionOperators>();
        for (var i = 0; i < Institution.MaxPerPerson; i++)
        {
            await database.Get<InstitutionRegister>().OpenAsync(rich, "x", Licence.Complete($"91110000MC{i:D7}")!);
        }

        Assert.Equal(["user"], Assert.IsType<ValidationError>(await TransferredAsync(low)).Path);
        Assert.Equal(new InstitutionLimitError(Institution.MaxPerPerson), await TransferredAsync(rich));
        Assert.Equal(["user"], Assert.IsType<NotFoundError>(await TransferredAsync(new UserId(Guid.CreateVersion7()))).Path);
        Assert.Equal(
            ["institution"],
            Assert.IsType<NotFoundError>(await RefusalAsync(() => operators.TransferAsync(admin, new InstitutionId(Guid.CreateVersion7()), rich))).Path);

        Task<DomainError> TransferredAsync(UserId user) => RefusalAsync(() => operators.TransferAsync(admin, investors.Institution, user));
    });

    private static async Task<UserId> EmployedAsync(TestDatabase database, Investors investors)
    {
        var clerk = await investors.PersonAsync();
        await database.Get<Friends>().SendRequestAsync(clerk, investors.Staff, null);
        await database.Get<Friends>().SendRequestAsync(investors.Staff, clerk, null);
        await database.Get<InstitutionRegister>().AddStaffAsync(investors.Staff, investors.Institution, clerk);
        return clerk;
    }

    private static Task<List<string>> TitlesAsync(TestDatabase database, UserId user, NotificationKind kind) => database.Units.ReadAsync(db =>
        db.Set<Notification>().Where(n => n.RecipientId == user && n.Kind == kind).OrderBy(n => n.At).ThenBy(n => n.Id).Select(n => n.Title).ToListAsync());

    private static async Task<DomainError> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<DomainException>(act)).Errors[0];

    private static async Task WithAsync(Func<TestDatabase, Investors, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        await test(database, await new Investors(database).OpenAsync());
    }
}
