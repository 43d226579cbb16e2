namespace Graph.Domain.Shared;

/// <summary>
/// Collects everything that is wrong with an input, so that a front end can show all problems at once.
/// </summary>
public sealed class Validation
{
    private readonly List<ValidationError> _errors = [];

    public Validation Check(bool holds, string message, params string[] path)
    {
        if (!holds)
        {
            _errors.Add(new ValidationError(path, message));
        }

        return this;
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new DomainException([.. _errors]);
        }
    }

    public static DomainException Error(string message, params string[] path) =>
        new(new ValidationError(path, message));
}
