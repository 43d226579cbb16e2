namespace Graph.Domain.Shared;

/// <summary>
/// Locks away what the product itself must be able to read again, and nobody else: who holds only the database sees
/// noise. The keys are the host's; locking may have to store a new one, so it is no work for the inside of a unit.
/// </summary>
public interface ISecretBox
{
    /// <param name="purpose">What it is; what was locked for one purpose opens for no other.</param>
    /// <param name="secret">What is locked away.</param>
    byte[] Lock(string purpose, string secret);

    string Open(string purpose, byte[] locked);
}
