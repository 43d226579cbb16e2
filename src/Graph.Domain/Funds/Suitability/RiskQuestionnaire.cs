namespace Graph.Domain.Funds.Suitability;

/// <summary>A question with its answers, and the points of each.</summary>
/// <param name="Key">The name of the question in the answers, which stays the same in every language.</param>
/// <param name="Text">The question, in English.</param>
/// <param name="Answers">The answers that can be chosen.</param>
public sealed record RiskQuestion(string Key, string Text, IReadOnlyList<RiskAnswer> Answers);

/// <param name="Key">The name of the answer.</param>
/// <param name="Text">The answer, in English.</param>
/// <param name="Points">Its points: more for more risk.</param>
public sealed record RiskAnswer(string Key, string Text, int Points);

/// <summary>
/// The questionnaire that finds a person's risk tolerance. Each change of a question, an answer or the points is a new version.
/// </summary>
public static class RiskQuestionnaire
{
    public const int Version = 1;

    /// <summary>For how many years the answers count.</summary>
    public const int YearsValid = 2;

    public static readonly IReadOnlyList<RiskQuestion> Questions =
    [
        new("age", "How old are you?",
            [new("over_65", "Over 65", 0), new("51_to_65", "51 to 65", 2), new("36_to_50", "36 to 50", 4), new("18_to_35", "18 to 35", 5)]),
        new("income", "What do you earn in a year, after taxes?",
            [new("under_50k", "Less than ¥50,000", 0), new("50k_to_200k", "¥50,000 to ¥200,000", 2), new("200k_to_500k", "¥200,000 to ¥500,000", 4), new("over_500k", "More than ¥500,000", 5)]),
        new("share", "Which part of your savings do you invest?",
            [new("most", "Nearly all of it, and I may need it soon", 0), new("half", "About half", 2), new("quarter", "About a quarter", 4), new("tenth", "Less than a tenth", 5)]),
        new("horizon", "For how long can you do without the money?",
            [new("months", "Some months", 0), new("year", "About a year", 2), new("years", "One to five years", 4), new("longer", "Longer", 5)]),
        new("experience", "In what have you invested for more than a year?",
            [new("none", "In nothing but deposits", 0), new("money_market", "In money-market funds", 1), new("bonds", "In bonds or bond funds", 3), new("shares", "In shares or equity funds", 5)]),
        new("knowledge", "How well do you know how funds work?",
            [new("not", "Not at all", 0), new("little", "A little", 2), new("well", "Well", 4), new("work", "I work or studied in the field", 5)]),
        new("aim", "What do you want most?",
            [new("keep", "To lose nothing", 0), new("steady", "A steady income", 2), new("grow", "Growth, with some ups and downs", 4), new("most", "As much growth as possible", 5)]),
        new("loss", "Your investment loses a part of its value. From which part on would you sell?",
            [new("any", "As soon as it loses anything", 0), new("5_percent", "From 5 percent", 1), new("15_percent", "From 15 percent", 3), new("30_percent", "From 30 percent, or never", 5)]),
    ];

    /// <summary>The least points of C2, C3, C4 and C5.</summary>
    private static readonly int[] Steps = [8, 16, 24, 32];

    /// <summary>Adds the points up. Who answers that no loss is bearable is C1, whatever the other answers say.</summary>
    /// <param name="answers">The chosen answer of each question.</param>
    public static (int Points, RiskTolerance Tolerance) Rate(IReadOnlyDictionary<string, string> answers)
    {
        var points = Questions.Sum(question => question.Answers.Single(answer => answer.Key == answers[question.Key]).Points);
        var bearsNothing = answers["loss"] == "any";
        return (points, bearsNothing ? RiskTolerance.C1 : RiskTolerance.C1 + Steps.Count(step => points >= step));
    }
}
