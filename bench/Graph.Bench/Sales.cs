using Graph.Domain.Shared.Texts;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench;

/// <summary>A merchant whose deals are bought; one deal for each run, so that nobody reaches a limit.</summary>
internal static class Sales
{
    private const int Runs = 8;

    /// <summary>The global ids of deals that are on sale.</summary>
    public static async Task<Queue<string>> OpenAsync(IServiceProvider services)
    {
        var origin = new Origin(null, null);
        var owner = await BenchWorld.SignUpAsync(services, "13700000000", "owner");
        var realNames = services.GetRequiredService<IdentityProofing>();
        await realNames.SubmitIdentityCardAsync(owner, "王小明", IdentityCard.Complete("11010519900101900"), origin, default);
        await services.GetRequiredService<BankCards>().SubmitAsync(
            owner, new NewBankCard(BankCard.Complete("622202900000000"), "secret-Pass-1", PaymentPin: null), origin, default);
        await realNames.SubmitFaceAsync(owner, SandboxVerifier.FaceToken, default);
        await realNames.SubmitAddressAsync(owner, "浙江省", "杭州市", "文三路 1", default);
        var level = await services.GetRequiredService<Units>().ReadAsync(db => db.Set<User>().Where(u => u.Id == owner).Select(u => u.Level).SingleAsync());
        if (level != RealNameLevel.ClassIII)
        {
            throw new InvalidOperationException($"The owner is at {level}.");
        }

        var merchant = await services.GetRequiredService<MerchantRegister>().OpenAsync(
            new MerchantOpening(owner, "Bench", "bench", MerchantCategory.Retail, Licence.Complete("91310000000000001")));
        var deals = new Queue<string>();
        for (var i = 0; i < Runs; i++)
        {
            var deal = await services.GetRequiredService<Offers>().DraftAsync(
                owner, new DealTerms(merchant, "Bench", DealKind.Discount, Money.Fen(1), Money.Fen(2), Deal.MaxStock)
                {
                    PerUserLimit = Deal.MaxPerUser,
                    StartsAt = DateTime.UtcNow.AddMinutes(-1),
                    EndsAt = DateTime.UtcNow.AddDays(1),
                });
            deals.Enqueue(GlobalId.Of(await services.GetRequiredService<Offers>().PublishAsync(owner, deal)).ToString());
        }

        return deals;
    }
}
