using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Graph.Domain.Users.Security;

/// <summary>How expensive it is to check a password, which makes guessing slow.</summary>
public sealed class PasswordCost
{
    /// <summary>The number of PBKDF2 rounds with HMAC-SHA512; OWASP's recommendation of 2023.</summary>
    public int Iterations { get; set; } = 210_000;
}

/// <summary>Hashes passwords in the format of ASP.NET Core Identity, so that the cost can be raised later.</summary>
public sealed class Passwords(PasswordCost cost)
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    internal const string Rule =
        "A password has 8 to 128 characters, at least one letter and one character that is not a letter.";

    private readonly PasswordHasher<object> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = cost.Iterations }));

    private readonly Lazy<string> _nobodys = new(() =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = cost.Iterations }))
            .HashPassword(new object(), "nobody's"));

    public static bool IsStrongEnough(string password) =>
        password.Length <= MaxLength && TextKind.Length(password) >= MinLength
        && password.Any(char.IsLetter) && password.Any(c => !char.IsLetter(c));

    /// <summary>Requires that there is a password. An empty field of a form is no guess, and must not count as one.</summary>
    /// <exception cref="DomainException">The text is empty.</exception>
    internal static void RequireSent(string password, params string[] path) =>
        new Validation().Check(password.Length > 0, "Enter the password.", path).ThrowIfAny();

    public string Hash(string password) => _hasher.HashPassword(this, Pasted.Password(password));

    /// <summary>
    /// Checks a password. It takes the same time when the account does not exist (null), so that the time does not
    /// reveal that.
    /// </summary>
    public (bool Right, bool Outdated) Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, Pasted.Password(password));
        return (hash is not null && result != PasswordVerificationResult.Failed,
            result == PasswordVerificationResult.SuccessRehashNeeded);
    }
}
