using System.Text.RegularExpressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Posts;

/// <summary>Finds the people whom a text mentions with `@handle`.</summary>
internal static partial class Mentions
{
    /// <summary>How many people a text can mention. Further ones are words like others.</summary>
    public const int Most = 20;

    /// <summary>
    /// Returns those friends of the author whom the text mentions and who may see the post. Nobody else can be mentioned, so
    /// that a mention neither disturbs strangers nor tells who exists.
    /// </summary>
    /// <param name="db">The context of the unit. The post is saved.</param>
    /// <param name="author">Who wrote the text.</param>
    /// <param name="text">The text of the post, or of a comment on it.</param>
    /// <param name="post">The post.</param>
    public static async Task<IReadOnlyList<UserId>> FindAsync(GraphDb db, UserId author, string text, PostId post)
    {
        var handles = HandlesIn(text);
        if (handles.Count == 0)
        {
            return [];
        }

        var friends = await db.UsersFor(author)
            .Where(FriendPolicy.IsFriendOf(author, db))
            .Where(u => handles.Contains(u.Handle))
            .Select(u => u.Id)
            .ToListAsync();
        var mentioned = new List<UserId>();
        foreach (var friend in friends)
        {
            if (await db.OpenPosts(friend).AnyAsync(p => p.Id == post))
            {
                mentioned.Add(friend);
            }
        }

        return mentioned;
    }

    /// <summary>The handles in a text, as people type them: full-width letters, digits and signs are the usual ones.</summary>
    internal static List<string> HandlesIn(string text) =>
        [.. Handle().Matches(Folding.Compatible(text)).Select(match => match.Groups[1].Value.ToLowerInvariant()).Distinct().Take(Most)];

    /// <summary>A handle after an @ that does not stand within a word, so that addresses of mail are none.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9_.@])@([A-Za-z][A-Za-z0-9_]{2,29})(?![A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex Handle();
}
