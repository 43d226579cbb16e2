using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Users;

public readonly record struct PersonId(Guid Value) : ITypedId<PersonId>
{
    public static PersonId From(Guid value) => new(value);
}

/// <summary>
/// Somebody whom an accepted identity card has named. One number is one person, however many accounts; spending limits
/// are counted here. The number itself is not kept: a keyed hash finds it again, and what may be shown is kept masked.
/// </summary>
public sealed class Person
{
    public PersonId Id { get; private set; }

    public byte[] IdNumberHash { get; private set; } = [];

    public string MaskedIdNumber { get; private set; } = "";

    public string FullName { get; private set; } = "";

    public static Person Of(PersonId id, IdentityCard card, byte[] idNumberHash, string fullName) => new()
    {
        Id = id,
        IdNumberHash = idNumberHash,
        MaskedIdNumber = card.Masked,
        FullName = fullName,
    };
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.HasKey(p => p.Id);
        person.Property(p => p.IdNumberHash).HasMaxLength(33).IsFixedLength();
        person.Property(p => p.MaskedIdNumber).HasMaxLength(18);
        person.Property(p => p.FullName).HasMaxLength(IdentityCard.MaxName);
        person.HasIndex(p => p.IdNumberHash).IsUnique();
    }
}
