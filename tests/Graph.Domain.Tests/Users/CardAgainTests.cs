using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Users;

/// <summary>A card that was taken away is a new one when it comes back.</summary>
public sealed class CardAgainTests
{
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task A_card_whose_evidence_was_revoked_waits_anew_and_is_in_the_audit_log_again(bool isRevoked, int added)
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = await database.PersonAsync();
        var before = database.Clock.UtcNow();
        database.Clock.Advance(TimeSpan.FromHours(30));
        if (isRevoked)
        {
            Assert.Equal(1, await database.Get<EvidenceDecisions>().RevokeAsync("13800000001", EvidenceKind.BankCard, "For a test."));
        }

        await database.Get<BankCards>().SubmitAsync(
            user, new NewBankCard(BankCard.Complete($"622202{1:D9}"), TestDatabase.Password, PaymentPin: null), new Origin(null, null), default);
        var (card, log) = await database.Units.ReadAsync(async db => (
            await db.Set<BankCard>().SingleAsync(), await db.Set<AuditEvent>().CountAsync(e => e.UserId == user && e.Kind == AuditKind.CardAdded)));
        Assert.Equal(isRevoked ? database.Clock.UtcNow() : before, card.WithdrawableFrom);
        Assert.Equal(added, log);
    }
}
