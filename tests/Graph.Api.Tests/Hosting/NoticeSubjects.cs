using System.Text.RegularExpressions;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Announcements;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Hosting;

/// <summary>What the schema says that notifications are about.</summary>
internal static partial class NoticeSubjects
{
    /// <summary>The types that the description of each kind names as `subject`; none where it says that there is no subject.</summary>
    public static IReadOnlyDictionary<NotificationKind, IReadOnlyList<string>> Documented(IServiceProvider services) =>
        ((EnumerationGraphType)services.GetRequiredService<ISchema>().AllTypes["NotificationKind"]!).Values.ToDictionary(
            value => (NotificationKind)value.Value!,
            value => (IReadOnlyList<string>)[.. Named().Match(value.Description!).Groups["type"].Captures.Select(type => type.Value)]);

    /// <summary>Finds the notifications in the database that are about something else than the schema says.</summary>
    public static async Task<IReadOnlyList<string>> FindWrongAsync(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var sent = await scope.ServiceProvider.GetRequiredService<GraphDb>().Set<Notification>()
            .Select(notification => new { notification.Kind, notification.SubjectType })
            .Distinct()
            .ToListAsync();
        var documented = Documented(services);
        return
        [
            .. sent
                .Where(one => documented[one.Kind] is { Count: > 0 } types && !types.Contains(one.SubjectType) && !types.Contains(one.SubjectType + "Notice"))
                .Select(one => $"{one.Kind} is about {one.SubjectType}, and the schema says {string.Join(" or ", documented[one.Kind])}."),
        ];
    }

    [GeneratedRegex("`subject` is the (?<type>[A-Z][A-Za-z]+)( or the (?<type>[A-Z][A-Za-z]+))?")]
    private static partial Regex Named();
}
