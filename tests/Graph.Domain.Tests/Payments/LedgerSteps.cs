namespace Graph.Domain.Tests.Payments;

/// <summary>What somebody does in a random life.</summary>
public abstract record Step;

/// <summary>What the bank of a card does.</summary>
public enum Teller
{
    Settles,
    Declines,

    /// <summary>And has settled when it is asked again.</summary>
    FallsSilent,
}

public enum PinSent
{
    None,
    Right,
    Wrong,
}

public sealed record TopUpStep(int Who, int Fen, Teller Teller) : Step;

public sealed record WithdrawStep(int Who, int Fen, Teller Teller) : Step;

public sealed record TransferStep(int From, int To, int Fen, int Arrival, PinSent Pin = PinSent.None) : Step;

public sealed record CancelStep(int Which) : Step;

public sealed record ReverseStep(int Which) : Step;

public sealed record AskStep(int From, int To, int Fen) : Step;

public sealed record SplitStep(int Who, int Fen) : Step;

public sealed record AnswerStep(int Which, bool Pay) : Step;

public sealed record TakeBackStep(int Which) : Step;

public sealed record FreezeStep(int Who, bool Frozen) : Step;

/// <summary>The same request again, as after a lost answer.</summary>
public sealed record AgainStep(int Which) : Step;

/// <summary>Time passes, banks that were silent answer, and what is due settles.</summary>
public sealed record HoursStep(int Hours) : Step;
