using System.Text;
using Graph.Domain.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Graph.Api.Auth;

/// <summary>
/// Encrypts stored secrets with ASP.NET Core Data Protection: authenticated encryption with keys that are replaced
/// automatically.
/// </summary>
public sealed class SecretBox(IDataProtectionProvider provider) : ISecretBox
{
    public byte[] Lock(string purpose, string secret) =>
        provider.CreateProtector(purpose).Protect(Encoding.UTF8.GetBytes(secret));

    public string Open(string purpose, byte[] locked) =>
        Encoding.UTF8.GetString(provider.CreateProtector(purpose).Unprotect(locked));
}

public static class SecretBoxServices
{
    /// <summary>
    /// Adds the box for secrets. Its keys are kept in the database, encrypted with the configured key, and are never
    /// deleted.
    /// </summary>
    public static IServiceCollection AddSecretBox(this IServiceCollection services, Keys keys)
    {
        services.AddDataProtection().SetApplicationName("social-finance-graph");
        services.AddSingleton(new KeyWrap(keys.Wrapping));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
            {
                options.XmlRepository = provider.GetRequiredService<KeyRing>();
                options.XmlEncryptor = new WrappedKeys(provider.GetRequiredService<KeyWrap>());
            }));
        return services.AddSingleton<ISecretBox, SecretBox>();
    }
}
