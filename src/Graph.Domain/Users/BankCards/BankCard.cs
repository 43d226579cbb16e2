using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.BankCards;

public readonly record struct BankCardId(Guid Value) : ITypedId<BankCardId>
{
    public static BankCardId From(Guid value) => new(value);
}

/// <summary>
/// A bank card that was accepted as belonging to its user. The card number is not stored. Payments use the bank's
/// token, a keyed hash finds the card again, and only the last four digits are shown.
/// </summary>
public sealed class BankCard
{
    public const int MaxBankName = 60;
    public const int MaxToken = 80;

    public BankCardId Id { get; private set; }

    public UserId UserId { get; private set; }

    public EvidenceId EvidenceId { get; private set; }

    public string BankName { get; private set; } = "";

    public string Token { get; private set; } = "";

    public byte[] NumberHash { get; private set; } = [];

    public string LastFour { get; private set; } = "";

    public DateTime AddedAt { get; private set; }

    /// <summary>
    /// From when on money may be withdrawn to the card, in UTC. A new card waits, so that a thief with a session cannot
    /// add a card and empty the wallet at once.
    /// </summary>
    public DateTime WithdrawableFrom { get; private set; }

    /// <summary>
    /// Since when front ends should offer this card first, in UTC; null for the others. At most one card of a user is.
    /// </summary>
    public DateTime? DefaultSince { get; private set; }

    /// <summary>When the user removed the card, in UTC; null while it can be used.</summary>
    public DateTime? RemovedAt { get; private set; }

    public string MaskedNumber => "**** **** **** " + LastFour;

    public static BankCard Add(
        BankCardId id, Evidence evidence, AcceptedCard card, byte[] numberHash, string lastFour, DateTime now, DateTime withdrawableFrom) => new()
        {
            Id = id,
            UserId = evidence.UserId,
            EvidenceId = evidence.Id,
            BankName = card.BankName,
            Token = card.Token,
            NumberHash = numberHash,
            LastFour = lastFour,
            AddedAt = now,
            WithdrawableFrom = withdrawableFrom,
        };

    /// <summary>
    /// Returns whether it may be used again. A card that was removed, or whose evidence was revoked or has expired, waits anew.
    /// </summary>
    public bool AddAgain(bool isAccepted, DateTime now, DateTime withdrawableFrom)
    {
        if (RemovedAt is null && isAccepted)
        {
            return false;
        }

        (RemovedAt, AddedAt, WithdrawableFrom) = (null, now, withdrawableFrom);
        return true;
    }

    public void Remove(DateTime now) => (RemovedAt, DefaultSince) = (now, null);

    public void Prefer(DateTime now) => DefaultSince = now;

    /// <summary>Erases what the bank told about the card, long after its owner has closed the account.</summary>
    public void Erase() => (BankName, Token, LastFour) = ("", "", "0000");

    /// <summary>Links the card to newer evidence when it is submitted again.</summary>
    public void Renew(Evidence evidence) => EvidenceId = evidence.Id;

    /// <summary>
    /// Returns whether this user may use the card: it must belong to the user, must not be removed, and its evidence
    /// must still be accepted. Money moves to and from no other card.
    /// </summary>
    public static Expression<Func<BankCard, bool>> IsUsableBy(UserId owner, GraphDb db) => card =>
        card.UserId == owner
        && card.RemovedAt == null
        && db.Set<Evidence>().Any(e => e.Id == card.EvidenceId && e.Status == EvidenceStatus.Accepted);

    /// <summary>
    /// Returns the sixteen digits of a card number with a correct Luhn sum (ISO/IEC 7812-1); null for anything else.
    /// </summary>
    public static string? NormalizeNumber(string text)
    {
        var digits = Pasted.Code(text);
        return digits.Length == 16 && digits.All(char.IsAsciiDigit) && LuhnSum(digits) % 10 == 0 ? digits : null;
    }

    /// <summary>
    /// Adds the check digit to 15 digits, so that the Luhn sum is correct. For sandboxes and demo data.
    /// </summary>
    public static string Complete(string first15) => first15 + (10 - (LuhnSum(first15 + "0") % 10)) % 10;

    private static int LuhnSum(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return sum;
    }
}

internal sealed class BankCardConfiguration : IEntityTypeConfiguration<BankCard>
{
    public void Configure(EntityTypeBuilder<BankCard> card)
    {
        card.HasKey(c => c.Id);
        card.Property(c => c.BankName).HasMaxLength(BankCard.MaxBankName);
        card.Property(c => c.Token).HasMaxLength(BankCard.MaxToken);
        card.Property(c => c.NumberHash).HasMaxLength(33).IsFixedLength();
        card.Property(c => c.LastFour).HasMaxLength(4).IsFixedLength();
        card.Ignore(c => c.MaskedNumber);
        card.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        card.HasOne<Evidence>().WithMany().HasForeignKey(c => c.EvidenceId).OnDelete(DeleteBehavior.Restrict);
        card.HasIndex(c => new { c.UserId, c.NumberHash }).IsUnique();
        card.HasIndex(c => c.UserId).IsUnique().HasFilter("default_since IS NOT NULL").HasDatabaseName("ux_bank_card_default");
    }
}
