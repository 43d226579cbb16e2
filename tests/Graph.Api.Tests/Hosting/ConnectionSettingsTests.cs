using Graph.Api.Hosting;
using Graph.Api.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Graph.Api.Tests.Hosting;

/// <summary>A setting that cannot be read is found before the server starts, and the message names it.</summary>
public sealed class ConnectionSettingsTests
{
    [Theory]
    [InlineData("Sqlite", "Redis", "localhost:6379,nonsense=1")]
    [InlineData("Sqlite", "Redis", "abortConnect=false")]
    [InlineData("PostgreSql", "GraphListen", "Host=localhost;Nonsense=1")]
    [InlineData("PostgreSql", "Graph", "Host=localhost;Port=many")]
    [InlineData("SqlServer", "Graph", "nothing at all")]
    [InlineData("Sqlite", "Graph", "Nonsense=1")]
    public void A_connection_string_that_cannot_be_read_is_refused(string provider, string name, string value)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Directory.CreateTempSubdirectory("graph-tests-").FullName,
            ["Database:Provider"] = provider,
            ["ConnectionStrings:Graph"] = provider == "Sqlite" ? null : "Server=localhost",
            [$"ConnectionStrings:{name}"] = value,
        });
        var refused = Assert.Throws<SettingsException>(builder.AddGraph);
        Assert.Contains($"ConnectionStrings__{name} ", refused.Message);
    }

    [Theory]
    [InlineData("Limits:Depth", "abc", "Limits__Depth")]
    [InlineData("Limits:AnonymousAtOnce", "0", "Limits__AnonymousAtOnce")]
    [InlineData("Limits:Operation", "10", "Limits__Operation")]
    [InlineData("Limits:SocketPing", "00:61:00", "00:61:00")]
    [InlineData("Limits:PostsPerHour", "0", "Limits__PostsPerHour")]
    [InlineData("Limits:Command", "-00:00:01", "Limits__Command")]
    [InlineData("Database:Writers", "many", "Database__Writers")]
    [InlineData("Database:Provider", "PostgreSQL", "Database__Provider")]
    [InlineData("Privacy:KeepYears", "0", "Privacy__KeepYears")]
    [InlineData("Security:NewCardDelay", "24", "Security__NewCardDelay")]
    [InlineData("Passwords:Iterations", "0", "Passwords__Iterations")]
    [InlineData("Sandbox:Verifier", "false", "Verifier__Url")]
    [InlineData("GraphQL:Introspection", "yes", "GraphQL__Introspection")]
    [InlineData("Sandbox:Enabled", "sure", "Sandbox__Enabled")]
    public void A_setting_that_makes_no_sense_is_refused(string name, string value, string named)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Directory.CreateTempSubdirectory("graph-tests-").FullName,
            [name] = value,
        });
        Assert.Contains(named, Assert.Throws<SettingsException>(builder.AddGraph).Message);
    }
}
