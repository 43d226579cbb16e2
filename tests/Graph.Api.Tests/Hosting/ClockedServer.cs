using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Hosting;

/// <summary>A server whose clock the test moves.</summary>
public class ClockedServer : GraphServer
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));

    protected override void Configure(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);

    /// <summary>Signs in again: tokens do not outlive the hours that tests let pass.</summary>
    public async Task<Somebody> BackAsync(Somebody person)
    {
        var data = await Client().DataAsync(
            "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } errors { __typename } } }",
            new { input = new { phone = person.Phone, password = Somebody.Password } });
        return person with { Client = Client((string)data["signIn"]!["tokens"]!["accessToken"]!) };
    }

    /// <summary>Lets time pass, second by second at its end, until what is to happen in the background has happened.</summary>
    public async Task PassAsync(TimeSpan time, Func<Task<bool>> happened)
    {
        Clock.Advance(time);
        await Patience.UntilAsync(async () =>
        {
            if (await happened())
            {
                return true;
            }

            Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
    }
}
