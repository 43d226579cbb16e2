using Graph.Api.Tests.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Hosting;

public sealed class BankHealthTests(FreshServer server) : Scenario(server), IClassFixture<FreshServer>
{
    [Fact]
    public async Task A_contradiction_of_the_bank_is_told_until_an_operator_clears_it()
    {
        var person = await server.PersonAsync();
        Assert.NotNull((await person.TopUpAsync("5")).Id());
        Assert.Equal("Healthy", await HealthAsync());
        var units = server.Services.GetRequiredService<Units>();
        await units.WriteAsync(db => db.Set<BankRequest>().ExecuteUpdateAsync(set => set.SetProperty(r => r.ContradictedAt, DateTime.UtcNow)));
        Assert.Equal("Degraded", await HealthAsync());
        var request = await units.ReadAsync(db => db.Set<BankRequest>().Select(r => r.Id).SingleAsync());
        Assert.True(await server.Services.GetRequiredService<Contradictions>().ClearAsync(request, "The bank mistook it for another one."));
        Assert.Equal("Healthy", await HealthAsync());
    }

    private async Task<string> HealthAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(server.Url, "/health/ready"));
    }
}
