using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Scalars;

public sealed class UuidGraphType : GuidGraphType
{
    public UuidGraphType()
    {
        Name = "UUID";
        Description = "A universally unique identifier.";
        this.ApplyDirective("specifiedBy", "url", "https://www.rfc-editor.org/rfc/rfc9562");
    }
}
