using Graph.Api.Server.Conventions;
using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>The interface `Error`: the fields that all refusals have in common.</summary>
public sealed class ErrorInterfaceGraphType : InterfaceGraphType<DomainError>
{
    public ErrorInterfaceGraphType()
    {
        Name = "Error";
        Description = "A reason why a mutation was refused. A front end can expect it and act on it.";
        Field<NonNullGraphType<StringGraphType>>("message").Description("The reason as English text for people.");
        Field<NonNullGraphType<StringGraphType>>("code").Description("The reason as a code for programs.");
    }
}

/// <summary>
/// The graph type of a domain error. It is made from the domain's record, so the API needs no class of its own.
/// </summary>
public sealed class DomainErrorGraphType<TError> : ObjectOf<TError>
    where TError : DomainError
{
    public DomainErrorGraphType()
    {
        Interface<ErrorInterfaceGraphType>();
    }
}
