using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Scalars;

/// <summary>A day without a time; C# sees a <see cref="DateOnly"/>.</summary>
public sealed class CalendarDateGraphType : DateOnlyGraphType
{
    public CalendarDateGraphType()
    {
        Name = "Date";
        Description = "A day in Asia/Shanghai: \"2026-11-23\".";
        this.ApplyDirective("specifiedBy", "url", "https://www.rfc-editor.org/rfc/rfc3339");
    }
}
