namespace Graph.Api.Server.Loading;

/// <summary>
/// How long loaders of a request remember: until the next mutation, which may have changed what they loaded.
/// </summary>
public sealed class LoaderMemory
{
    public int Generation { get; private set; }

    public void Forget() => Generation++;
}
