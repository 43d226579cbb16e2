using Graph.Api.Tests.Hosting;
using Graph.Domain.Shared.Texts;

namespace Graph.Api.Tests.Server.Scalars;

public sealed class TextDocsTests
{
    [Fact]
    public void Every_kind_of_text_stands_in_the_table_of_the_docs()
    {
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "texts.md"))
            .Where(line => line.StartsWith('|'))
            .SelectMany(line => line.Split('|')[1].Split('·', StringSplitOptions.TrimEntries))
            .ToHashSet();
        var kinds = typeof(TextKind).GetFields().Where(field => field.FieldType == typeof(TextKind)).Select(field => field.Name).ToList();
        Assert.True(kinds.Count > 15);
        Assert.DoesNotContain(kinds, kind => !documented.Contains(kind));
    }
}
