using Graph.Api.Server.Documents;
using Graph.Api.Tests.Hosting;
using GraphQLParser;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Documents;

public sealed class DocumentCacheTests(FreshServer server) : Scenario(server), IClassFixture<FreshServer>
{
    private const long Each = 1_000;

    [Fact]
    public void Documents_that_are_seen_once_drive_out_each_other_and_not_those_that_are_seen_again()
    {
        var cache = new DocumentCache(probationBytes: 10 * Each, provenBytes: 5 * Each);
        Keep(cache, "front end");
        Assert.True(cache.TryFind("front end", network: null, out _));
        for (var i = 0; i < 1_000; i++)
        {
            Keep(cache, $"stranger {i}");
            Assert.InRange(cache.Bytes, 0, 15 * Each);
        }

        Assert.True(cache.TryFind("front end", network: null, out _));
        Assert.True(cache.TryFind("stranger 999", network: null, out _));
        Assert.False(cache.TryFind("stranger 0", network: null, out _));
    }

    [Fact]
    public void What_one_stranger_sends_again_and_again_drives_out_nothing_that_is_proven()
    {
        var cache = new DocumentCache(probationBytes: 10 * Each, provenBytes: 5 * Each);
        Keep(cache, "front end", network: "203.0.113.1");
        Assert.True(cache.TryFind("front end", "203.0.113.2", out _));
        for (var i = 0; i < 1_000; i++)
        {
            Keep(cache, $"stranger {i}", network: "203.0.113.9");
            Assert.True(cache.TryFind($"stranger {i}", "203.0.113.9", out _));
        }

        Assert.True(cache.TryFind("front end", "203.0.113.9", out _));
        Assert.False(cache.TryFind("stranger 0", "203.0.113.9", out _));
    }

    [Fact]
    public void Those_that_were_not_seen_for_the_longest_time_go_first()
    {
        var cache = new DocumentCache(probationBytes: 2 * Each, provenBytes: 2 * Each);
        foreach (var text in new[] { "a", "b", "c" })
        {
            Keep(cache, text);
            Assert.True(cache.TryFind(text, network: null, out _));
        }

        // a is back on probation, and the next three documents drive it out, unless it is seen again before.
        Keep(cache, "d");
        Assert.True(cache.TryFind("a", network: null, out _));
        Keep(cache, "e");
        Keep(cache, "f");
        Assert.Equal([true, false, true], new[] { "a", "b", "c" }.Select(text => cache.TryFind(text, network: null, out _)));
    }

    [Fact]
    public void A_document_that_is_too_large_is_not_kept_and_drives_out_nothing()
    {
        var cache = new DocumentCache(probationBytes: 2 * Each, provenBytes: 2 * Each);
        Keep(cache, "front end");
        Keep(cache, "giant", (2 * Each) + 1);
        Assert.False(cache.TryFind("giant", network: null, out _));
        Assert.True(cache.TryFind("front end", network: null, out _));
        Assert.Equal(Each, cache.Bytes);
    }

    [Fact]
    public async Task The_memory_of_documents_is_counted()
    {
        var cache = server.Services.GetRequiredService<DocumentCache>();
        var before = cache.Bytes;
        var document = "{ __schema { " + string.Concat(Enumerable.Repeat("description ", 1_600)) + "} }";
        Assert.Null((await server.Client().AskAsync(document)).Errors);

        // A field is several objects, and its text is there twice.
        Assert.InRange(cache.Bytes - before, 1_600 * 100, 1_600 * 2_000);
    }

    private static void Keep(DocumentCache cache, string text, long bytes = Each, string? network = null) =>
        cache.Keep(text, Parser.Parse("{ a }"), bytes - (4 * text.Length), network);
}
