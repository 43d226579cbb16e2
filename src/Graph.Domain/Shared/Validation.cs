using Graph.Domain.Shared.Texts;

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

    /// <summary>Returns a text in the form of its kind; empty when it is refused, or when it may be left out and is.</summary>
    public string Text(TextKind kind, string given, params string[] path)
    {
        var text = kind.Read(given, out var fault);
        Check(fault is null, fault ?? "", path);
        return text;
    }

    /// <summary>Returns a text that may be left out; null when nothing is written in it.</summary>
    public string? Words(TextKind kind, string? given, params string[] path) =>
        given is null || Text(kind, given, path) is not { Length: > 0 } text ? null : text;

    /// <summary>Returns the new text of a field that may stay as it is (null), or may be cleared (empty).</summary>
    public string? Change(TextKind kind, string? given, params string[] path) =>
        given is null ? null : Text(kind, given, path);

    /// <summary>Returns an address on the web; null when none was given, empty when it is cleared or refused.</summary>
    public string? WebAddress(string? given, string message, params string[] path)
    {
        if (given is null || Pasted.Token(given).Length == 0)
        {
            return given is null ? null : "";
        }

        var address = Pasted.WebAddress(given);
        Check(address is not null, message, path);
        return address ?? "";
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
