using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.Announcements;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>
/// Every kind of notification says what its subject is. Whether the announcements send that is looked at after each scenario, in
/// `GraphServer.VerifyDatabaseAsync`.
/// </summary>
public sealed class NoticeSubjectTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>What these are about is gone or hidden.</summary>
    private static readonly NotificationKind[] AboutNothing = [NotificationKind.ContentHidden, NotificationKind.PasskeyRemoved];

    [Fact]
    public void The_documented_subjects_are_the_members_of_the_union()
    {
        var union = (UnionGraphType)server.Services.GetRequiredService<ISchema>().AllTypes["NotificationSubject"]!;
        var documented = NoticeSubjects.Documented(server.Services);
        Assert.Equal(Enum.GetValues<NotificationKind>().ToHashSet(), documented.Keys.ToHashSet());
        Assert.Equal(AboutNothing, documented.Where(one => one.Value.Count == 0).Select(one => one.Key));
        Assert.Equal(
            union.PossibleTypes.Select(type => type.Name).Order(StringComparer.Ordinal),
            documented.SelectMany(one => one.Value).Distinct().Order(StringComparer.Ordinal));
    }
}
