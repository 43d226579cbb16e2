namespace Graph.Api.Tests.Hosting;

/// <summary>The program at its first start, with its demo people. To make them takes longer than what is asked of it.</summary>
public sealed class DemoProcess : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GraphProcess? _server;

    public GraphProcess Server => _server!;

    public string Folder => _folder.Path;

    public async Task InitializeAsync() =>
        _server = await GraphProcess.StartAsync(Folder, new() { ["Demo__Enabled"] = "true" });

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

/// <summary>Tests that ask the same demo process.</summary>
[CollectionDefinition(nameof(Demo))]
public sealed class Demo : ICollectionFixture<DemoProcess>;
