namespace Graph.Domain.Shared;

/// <summary>
/// Encrypts secrets that the product itself must be able to read again. A copy of the database alone does not reveal
/// them, because the host keeps the keys. Locking may have to store a new key, so do it before a unit of work begins,
/// not inside.
/// </summary>
public interface ISecretBox
{
    /// <param name="purpose">
    /// What kind of secret this is. A secret that was locked for one purpose cannot be opened for another.
    /// </param>
    /// <param name="secret">The text to encrypt.</param>
    byte[] Lock(string purpose, string secret);

    string Open(string purpose, byte[] locked);
}
