using Graph.Api.Server.Documents;
using Graph.Domain.Funds.Suitability;

namespace Graph.Api.Funds.Suitability;

/// <summary>The questionnaire that finds a person's risk tolerance.</summary>
public sealed class RiskQuestionnaireNode(IReadOnlyList<RiskQuestion> questions)
{
    internal static IReadOnlyList<RiskQuestion> Current => RiskQuestionnaire.Questions;

    /// <summary>The version. Send it back with the answers.</summary>
    public int Version => RiskQuestionnaire.Version;

    /// <summary>The questions. Each has to be answered.</summary>
    [AtMost(20)]
    public IReadOnlyList<RiskQuestionNode> Questions => [.. questions.Select(question => new RiskQuestionNode(question))];
}

/// <summary>A question, of whose answers one is to be chosen.</summary>
public sealed class RiskQuestionNode(RiskQuestion question)
{
    /// <summary>The key of the question, for the answer.</summary>
    public string Key => question.Key;

    /// <summary>The question, in English. Use `key` for your own words.</summary>
    public string Text => question.Text;

    /// <summary>The answers, from the most careful to the boldest.</summary>
    public IReadOnlyList<RiskAnswerNode> Answers => [.. question.Answers.Select(answer => new RiskAnswerNode(answer))];
}

/// <summary>An answer that can be chosen.</summary>
public sealed class RiskAnswerNode(RiskAnswer answer)
{
    /// <summary>The key of the answer.</summary>
    public string Key => answer.Key;

    /// <summary>The answer, in English. Use `key` for your own words.</summary>
    public string Text => answer.Text;
}
