using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Funds.Suitability;

/// <summary>The answers to the questionnaire about risk.</summary>
/// <param name="Version">The version of the questionnaire that was answered (`riskQuestionnaire`).</param>
/// <param name="Answers">One answer for each question, in any order.</param>
public sealed record SubmitRiskAnswersInput(int Version, IReadOnlyList<RiskAnswerInput> Answers);

/// <summary>The answer to one question.</summary>
/// <param name="Question">The key of the question.</param>
/// <param name="Answer">The key of the chosen answer.</param>
public sealed record RiskAnswerInput(string Question, string Answer);

/// <param name="Tolerance">The risk tolerance that follows from the answers.</param>
/// <param name="ValidUntil">The time until which it counts, in UTC.</param>
public sealed record RiskAnswersSubmitted(RiskTolerance Tolerance, DateTime ValidUntil);

[MutationFields]
public sealed class RiskMutations
{
    /// <summary>
    /// Answers the questionnaire about risk. The answers are kept, and count for two years, for all accounts of the person.
    /// Calling it again replaces them. At most 3 times in a day; more are refused with RATE_LIMITED.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassI)]
    [Errors(typeof(ValidationError))]
    public static async Task<RiskAnswersSubmitted> SubmitRiskAnswers(RiskAssessments assessments, Caller caller, SubmitRiskAnswersInput input)
    {
        var kept = await assessments.SubmitAsync(
            caller.Viewer, input.Version, [.. input.Answers.Select(answer => (answer.Question, answer.Answer))]);
        return new RiskAnswersSubmitted(kept.Tolerance, kept.ValidUntil);
    }
}
