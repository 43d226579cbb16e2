using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users.RealNames;

public readonly record struct PersonId(Guid Value) : ITypedId<PersonId>
{
    public static PersonId From(Guid value) => new(value);
}

/// <summary>
/// A person on an accepted identity card. Each identity number is one person, however many accounts that person has;
/// spending limits are counted per person. The number itself is encrypted. A keyed hash finds it again, and a masked
/// form can be shown.
/// </summary>
public sealed class Person
{
    private const string IdNumber = "identity number";

    public PersonId Id { get; private set; }

    public byte[] IdNumberHash { get; private set; } = [];

    public string MaskedIdNumber { get; private set; } = "";

    /// <summary>The encrypted number. It is decrypted only to ask the verifier about this person.</summary>
    public byte[] LockedIdNumber { get; private set; } = [];

    public string FullName { get; private set; } = "";

    /// <summary>When an account first showed a face that belongs to the number, in UTC; null while none has.</summary>
    public DateTime? FaceShownAt { get; private set; }

    /// <summary>When the data was erased, because all accounts of the person were closed long ago; null while it is kept.</summary>
    public DateTime? ErasedAt { get; private set; }

    /// <summary>
    /// Creates a person. Call it before a unit begins, because encrypting may have to store a new key first.
    /// </summary>
    public static Person Of(PersonId id, IdentityCard card, KeyedHash hash, ISecretBox box, string fullName) => new()
    {
        Id = id,
        IdNumberHash = HashOf(hash, card),
        MaskedIdNumber = card.Masked,
        LockedIdNumber = box.Lock(IdNumber, card.Number),
        FullName = fullName,
    };

    public static byte[] HashOf(KeyedHash hash, IdentityCard card) => hash.Of(IdNumber, card.Number);

    /// <summary>
    /// Takes over what is not stored of the same person: the encrypted number, and the name too after it was erased. The person counts as
    /// erased until <see cref="Return"/>: somebody may know the name and the number, and be somebody else.
    /// </summary>
    public void Keep(Person same)
    {
        LockedIdNumber = LockedIdNumber.Length == 0 ? same.LockedIdNumber : LockedIdNumber;
        if (ErasedAt is not null)
        {
            (FullName, MaskedIdNumber) = (same.FullName, same.MaskedIdNumber);
        }
    }

    /// <summary>An account is identified as the person, so that the data is needed again.</summary>
    public void Return() => ErasedAt = null;

    public void ShowFace(DateTime now) => FaceShownAt = now;

    /// <summary>Erases name and number. The keyed hash stays: spending limits are counted by it.</summary>
    public void Erase(DateTime now) => (FullName, MaskedIdNumber, LockedIdNumber, ErasedAt) = ("", "", [], now);

    /// <summary>
    /// Returns the name and the decrypted number; null when the person was identified before numbers were stored.
    /// </summary>
    public VerifiedIdentity? Identity(ISecretBox box) =>
        LockedIdNumber.Length == 0 ? null : new(FullName, box.Open(IdNumber, LockedIdNumber));
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.HasKey(p => p.Id);
        person.Property(p => p.IdNumberHash).HasMaxLength(33).IsFixedLength();
        person.Property(p => p.MaskedIdNumber).HasMaxLength(18);
        person.Property(p => p.LockedIdNumber).HasMaxLength(400);
        person.Property(p => p.FullName).HasMaxLength(TextKind.RealName.MaxUnits);
        person.HasIndex(p => p.IdNumberHash).IsUnique();
        person.HasIndex(p => p.ErasedAt).HasFilter("erased_at IS NOT NULL AND masked_id_number <> ''").HasDatabaseName("ix_person_claimed_again");
    }
}
