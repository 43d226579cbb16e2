using CsCheck;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Tests.Users;

public sealed class RealNameLevelTests
{
    private static readonly Gen<EvidenceKind[]> Channels = Gen.Enum<EvidenceKind>().Array[0, 10];

    [Theory]
    [InlineData(RealNameLevel.None)]
    [InlineData(RealNameLevel.None, EvidenceKind.Phone, EvidenceKind.BankCard, EvidenceKind.Address, EvidenceKind.Face)]
    [InlineData(RealNameLevel.ClassI, EvidenceKind.IdCard)]
    [InlineData(RealNameLevel.ClassI, EvidenceKind.IdCard, EvidenceKind.Phone)]
    [InlineData(RealNameLevel.ClassI, EvidenceKind.IdCard, EvidenceKind.Phone, EvidenceKind.Phone)]
    [InlineData(RealNameLevel.ClassII, EvidenceKind.IdCard, EvidenceKind.Phone, EvidenceKind.BankCard)]
    [InlineData(RealNameLevel.ClassII, EvidenceKind.IdCard, EvidenceKind.Phone, EvidenceKind.BankCard, EvidenceKind.Face)]
    [InlineData(RealNameLevel.ClassIII, EvidenceKind.IdCard, EvidenceKind.Phone, EvidenceKind.BankCard, EvidenceKind.Face, EvidenceKind.Address)]
    public void Channels_make_levels(RealNameLevel level, params EvidenceKind[] accepted) =>
        Assert.Equal(level, RealNameLevels.Of(accepted));

    [Fact]
    public void What_is_said_to_be_missing_leads_to_the_level() => Channels.Sample(accepted =>
    {
        var next = RealNameLevels.Of(accepted) + 1;
        if (next > RealNameLevel.ClassIII)
        {
            return true;
        }

        // The identity card counts first: no other channel takes its place.
        var (missing, accepts) = RealNameLevels.Missing(accepted, next);
        var given = accepts.OrderByDescending(kind => kind == EvidenceKind.IdCard).Take(missing);
        return missing > 0 && RealNameLevels.Of([.. accepted, .. given]) >= next;
    });
}
