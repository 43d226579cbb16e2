using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Suitability;

public readonly record struct RiskAssessmentId(Guid Value) : ITypedId<RiskAssessmentId>
{
    public static RiskAssessmentId From(Guid value) => new(value);
}

/// <summary>A person's answers to the questionnaire, and what follows from them. It never changes; the latest counts.</summary>
public sealed class RiskAssessment
{
    public const int MaxAnswers = 400;

    public required RiskAssessmentId Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required UserId UserId { get; init; }

    /// <summary>The version of the questionnaire.</summary>
    public required long Version { get; init; }

    /// <summary>The answers, as key=answer, divided by semicolons.</summary>
    public required string Answers { get; init; }

    public required long Points { get; init; }

    public required RiskTolerance Tolerance { get; init; }

    public required DateTime AnsweredAt { get; init; }

    public required DateTime ValidUntil { get; init; }
}

internal sealed class RiskAssessmentConfiguration : IEntityTypeConfiguration<RiskAssessment>
{
    public void Configure(EntityTypeBuilder<RiskAssessment> assessment)
    {
        assessment.HasKey(a => a.Id);
        assessment.Property(a => a.Answers).HasMaxLength(RiskAssessment.MaxAnswers);
        assessment.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
        assessment.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Restrict);
        assessment.HasIndex(a => new { a.PersonId, a.AnsweredAt });
        assessment.ToTable(table =>
        {
            table.HasCheckConstraint("ck_risk_assessment_tolerance", "tolerance BETWEEN 1 AND 5");
            table.HasTrigger("tr_risk_assessment_append_only");
        });
    }
}

/// <summary>Asks people how much risk they take, and keeps what they answered.</summary>
public sealed class RiskAssessments(Units units, Throttle throttle, TimeProvider clock)
{
    /// <summary>Few, because somebody who may answer again and again ends at the answers that allow what they want to buy.</summary>
    private const int AnswersPerDay = 3;

    /// <summary>
    /// Keeps the answers of a person, for all accounts. They count for two years, or until they are given anew. The same answers
    /// again begin the two years anew.
    /// </summary>
    public async Task<RiskAssessment> SubmitAsync(UserId actor, int version, IReadOnlyList<(string Question, string Answer)> answers)
    {
        var check = new Validation().Check(
            version == RiskQuestionnaire.Version,
            $"The questionnaire has version {RiskQuestionnaire.Version} now. Ask for `riskQuestionnaire` again.",
            "version");
        var chosen = new Dictionary<string, string>();
        foreach (var (index, (question, answer)) in answers.Index())
        {
            var asked = RiskQuestionnaire.Questions.SingleOrDefault(one => one.Key == question);
            check.Check(
                asked is not null && asked.Answers.Any(one => one.Key == answer) && chosen.TryAdd(question, answer),
                "Choose one answer of each question.",
                "answers",
                $"{index}");
        }

        check.Check(chosen.Count == RiskQuestionnaire.Questions.Count, "Answer all questions.", "answers").ThrowIfAny();
        var (points, tolerance) = RiskQuestionnaire.Rate(chosen);
        await throttle.CountAsync("risk answers", actor, AnswersPerDay, TimeSpan.FromDays(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            var person = await db.Set<User>().Where(u => u.Id == actor).Select(u => u.PersonId).SingleAsync();
            var assessment = new RiskAssessment
            {
                Id = new RiskAssessmentId(clock.NewGuid()),
                PersonId = person ?? throw new InvalidOperationException("Only a person with a level answers, and a level needs an identity."),
                UserId = actor,
                Version = version,
                Answers = string.Join(';', RiskQuestionnaire.Questions.Select(question => $"{question.Key}={chosen[question.Key]}")),
                Points = points,
                Tolerance = tolerance,
                AnsweredAt = now,
                ValidUntil = now.AddYears(RiskQuestionnaire.YearsValid),
            };
            db.Set<RiskAssessment>().Add(assessment);
            return assessment;
        });
    }

    /// <summary>Selects the assessment that counts for a person: the latest, while it is valid.</summary>
    public static IQueryable<RiskAssessment> Of(GraphDb db, PersonId? person, DateTime now) => db.Set<RiskAssessment>()
        .Where(a => a.PersonId == person)
        .OrderByDescending(a => a.AnsweredAt)
        .ThenByDescending(a => a.Id)
        .Take(1)
        .Where(a => a.ValidUntil > now);
}
