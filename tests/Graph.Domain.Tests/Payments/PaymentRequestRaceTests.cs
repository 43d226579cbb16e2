using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

public sealed class PaymentRequestRaceTests
{
    [Fact]
    public async Task A_request_is_taken_back_by_all_calls_that_come_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var requests = database.Get<PaymentRequests>();
        var (payee, payer) = (await database.PersonAsync(), await database.PersonAsync());
        await new Town(database).BefriendAsync(payee, payer);
        for (var round = 0; round < 15; round++)
        {
            var request = (await requests.AskAsync(payee, Guid.CreateVersion7(), payer, Money.Yuan(2), null, default)).Value;
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => requests.CancelAsync(payee, request))));
            Assert.Equal(
                PaymentRequestStatus.Cancelled,
                await database.Units.ReadAsync(db => db.Set<PaymentRequest>().Where(r => r.Id == request).Select(r => r.Status).SingleAsync()));
        }
    }
}
