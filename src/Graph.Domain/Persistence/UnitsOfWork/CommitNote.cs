namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>
/// Notes that a unit of the current call was committed, so that a fault after the commit can say that the change was saved. It
/// flows with the call, because units are run far below the one who answers.
/// </summary>
public sealed class CommitNote
{
    private static readonly AsyncLocal<CommitNote?> Flow = new();

    private CommitNote()
    {
    }

    public bool IsCommitted { get; private set; }

    /// <summary>Begins to note what the current call commits. It ends with the asynchronous method that calls this.</summary>
    public static CommitNote Begin() => Flow.Value = new CommitNote();

    /// <summary>
    /// Runs units that are not what the caller asks for: they count a guess, or remember a refusal. Their commits are not noted,
    /// because nobody asked for them, and the change itself may still fail.
    /// </summary>
    internal static async Task<T> AsideAsync<T>(Func<Task<T>> units)
    {
        Flow.Value = null;
        return await units();
    }

    /// <summary>Notes that the change of the current call is stored.</summary>
    internal static void Committed()
    {
        if (Flow.Value is { } note)
        {
            note.IsCommitted = true;
        }
    }
}
