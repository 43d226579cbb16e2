using Graph.Api.Auth;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Hosting;

/// <summary>
/// People as the domain makes them: a dozen requests for each would take most tests longer than what they are about.
/// </summary>
internal static class MadePeople
{
    private static readonly Origin Nowhere = new(null, null);

    private static int _addresses;

    /// <summary>
    /// An address of this machine that nobody had before: those who sign up from one network wait for each other, and many at once
    /// would wait too long on a slow machine.
    /// </summary>
    private static Origin Elsewhere()
    {
        var number = Interlocked.Increment(ref _addresses);
        return new($"127.{1 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}", null);
    }

    public static async Task<Somebody> SignUpAsync(GraphServer server, string? name)
    {
        var phone = People.NextPhone();
        var handle = "u" + phone[3..];
        var signUps = Get<SignUps>(server);
        var code = await signUps.RequestCodeAsync(phone, Nowhere, default);
        var signedIn = await signUps.SignUpAsync(
            new SignUp(phone, code.Challenge, SandboxVerifier.PhoneCode, Somebody.Password, name ?? handle, handle), Elsewhere());
        var (token, _) = Get<AccessTokens>(server).Issue(signedIn.User, signedIn.Session);
        return new Somebody(server.Client(token), GlobalId.Of(signedIn.User).ToString(), phone, handle, signedIn.RefreshToken)
        {
            Services = server.Services,
        };
    }

    public static async Task<Somebody> PersonAsync(GraphServer server, RealNameLevel level, string? name, string bin)
    {
        var person = await SignUpAsync(server, name);
        if (level == RealNameLevel.None)
        {
            return person;
        }

        var (id, evidence) = (person.UserId, Get<IdentityProofing>(server));
        await evidence.SubmitIdentityCardAsync(id, name ?? "王小明", People.NextIdNumber(), Elsewhere(), default);
        await Get<BankCards>(server).SubmitAsync(
            id, new NewBankCard(People.CardNumber(bin), Somebody.Password, PaymentPin: null), Elsewhere(), default);
        if (level == RealNameLevel.ClassI)
        {
            // With phone and card it would be CLASS_II, and without the card there would be no money.
            await Get<EvidenceDecisions>(server).RevokeAsync(person.Phone, EvidenceKind.Phone, "For a test.");
        }

        if (level >= RealNameLevel.ClassIII)
        {
            await evidence.SubmitAddressAsync(id, "浙江省", "杭州市", "文三路 1", default);
            await evidence.SubmitFaceAsync(id, SandboxVerifier.FaceToken, default);
        }

        await Get<Profiles>(server).SetPaymentPinAsync(id, Somebody.Pin, Somebody.Password, Elsewhere());
        var (reached, card) = await Get<Units>(server).ReadAsync(async db => (
            await db.Set<User>().Where(u => u.Id == id).Select(u => u.Level).SingleAsync(),
            await db.Set<BankCard>().Where(c => c.UserId == id).Select(c => c.Id).SingleAsync()));
        Assert.Equal(level, reached);
        return person with { CardId = GlobalId.Of(card).ToString() };
    }

    public static async Task BefriendAsync(Somebody one, Somebody other)
    {
        var friends = one.Services!.GetRequiredService<Friends>();
        await friends.SendRequestAsync(one.UserId, other.UserId, null);
        Assert.NotNull((await friends.SendRequestAsync(other.UserId, one.UserId, null)).Friendship);
    }

    /// <summary>Makes an account another one of the same person, however accounts come to be one person's.</summary>
    public static Task JoinAsync(this Somebody account, Somebody person) => account.Services!.GetRequiredService<Units>().WriteAsync(async db =>
    {
        var id = await db.Set<User>().Where(u => u.Id == person.UserId).Select(u => u.PersonId).SingleAsync();
        return await db.Set<User>().Where(u => u.Id == account.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PersonId, id));
    });

    private static T Get<T>(GraphServer server)
        where T : notnull => server.Services.GetRequiredService<T>();
}
