using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>A verifier that fails in a way that nobody foresaw.</summary>
public sealed class BrokenServer : GraphServer
{
    public const string Secret = "the register's own words";

    protected override void Configure(IServiceCollection services) => services.AddSingleton<IVerifier, BrokenVerifier>();

    private sealed class BrokenVerifier : IVerifier
    {
        public Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken) =>
            throw new InvalidOperationException(Secret);

        public Task<AcceptedCard?> VerifyBankCardAsync(
            string number, VerifiedIdentity? identity, CancellationToken cancellationToken) => Task.FromResult<AcceptedCard?>(null);

        public Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken) =>
            Task.FromResult(Verdict.Accepted);

        public Task<Verdict> VerifyFaceAsync(
            string token, VerifiedIdentity? identity, CancellationToken cancellationToken) => Task.FromResult(Verdict.Accepted);

        public Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) => Task.FromResult("246810");

        public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public sealed class MaskingTests(BrokenServer server) : IClassFixture<BrokenServer>
{
    [Fact]
    public async Task A_fault_is_logged_with_the_request_id_and_the_caller_learns_only_that()
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync(
            "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { evidence { id } errors { __typename } } }",
            new { input = new { idCard = new { fullName = "王明", idNumber = People.NextIdNumber() } } });
        Assert.Equal("INTERNAL_SERVER_ERROR", reply.Code);
        Assert.Null(reply.Data!["submitEvidence"]);
        Assert.DoesNotContain(BrokenServer.Secret, reply.ToString());
        Assert.DoesNotContain("Exception", reply.ToString());
        var requestId = (string)reply.Json["extensions"]!["requestId"]!;
        Assert.Contains(server.Log.Faults, line => line.Contains(requestId) && line.Contains(BrokenServer.Secret));
        var evidence = await person.DataAsync("{ viewer { realName { evidence { kind } } } }");
        Assert.Equal(["PHONE"], evidence["viewer"]!["realName"]!["evidence"]!.AsArray().Select(row => (string)row!["kind"]!));
    }
}
