namespace Graph.Api.Server.Loading;

/// <summary>
/// The memory of a request's loaders. It is cleared before each mutation, because a mutation may change what was
/// loaded.
/// </summary>
public sealed class LoaderMemory
{
    public int Generation { get; private set; }

    public void Forget() => Generation++;
}
