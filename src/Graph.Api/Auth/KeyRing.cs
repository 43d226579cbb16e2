using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Graph.Api.Server;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Security;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Graph.Api.Auth;

/// <summary>
/// Keeps the keys of Data Protection in the database, so that all servers share them. Its methods are synchronous,
/// because the interface is.
/// </summary>
/// <remarks>
/// Data Protection calls keys that it cannot open lost, and makes another one, which stays. With a wrong configured key, secrets could not be
/// read, and keyed hashes would differ: a payment that is sent again would be refused as another one, and a person would be unknown. So a
/// key is stored only where the configured key opens one of those that are there.
/// </remarks>
public sealed class KeyRing(IServiceScopeFactory scopes, KeyWrap wrap) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<GraphDb>().Set<DataKey>().ToList();
        return keys.ConvertAll(key => XElement.Parse(key.Xml));
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        RequireOurs();
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        db.Set<DataKey>().Add(new DataKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }

    /// <exception cref="SettingsException">There are stored keys, and the configured key opens none of them.</exception>
    public void RequireOurs()
    {
        var stored = GetAllElements().SelectMany(key => key.Descendants(WrappedKeys.Element)).ToList();
        if (stored.Count > 0 && !stored.Exists(IsOurs))
        {
            throw new SettingsException(
                "Keys__Wrapping is not the key with which this database was made: none of its stored keys can be opened with it. Set the key that "
                + "was used before.");
        }
    }

    private bool IsOurs(XElement stored)
    {
        try
        {
            return wrap.Unwrap(Convert.FromBase64String(stored.Value)).Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>
/// Encrypts with AES-GCM. Its key is derived from the configured key and used only for this purpose.
/// </summary>
public sealed class KeyWrap(byte[] wrapping)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key = HKDF.Expand(HashAlgorithmName.SHA256, wrapping, 32, "data protection keys"u8.ToArray());

    public byte[] Wrap(byte[] plain)
    {
        var wrapped = new byte[NonceSize + plain.Length + TagSize];
        var nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, wrapped.AsSpan(NonceSize, plain.Length), wrapped.AsSpan(NonceSize + plain.Length));
        return wrapped;
    }

    public byte[] Unwrap(byte[] wrapped)
    {
        var plain = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(
            wrapped.AsSpan(0, NonceSize),
            wrapped.AsSpan(NonceSize, plain.Length),
            wrapped.AsSpan(NonceSize + plain.Length),
            plain);
        return plain;
    }
}

public sealed class WrappedKeys(KeyWrap wrap) : IXmlEncryptor
{
    internal const string Element = "wrapped";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(
            new XElement(Element, Convert.ToBase64String(wrap.Wrap(plain))), typeof(UnwrappedKeys));
    }
}

/// <summary>Decrypts a stored key. Data Protection makes it by the name of this type in the stored key.</summary>
public sealed class UnwrappedKeys(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = services.GetRequiredService<KeyWrap>().Unwrap(Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
