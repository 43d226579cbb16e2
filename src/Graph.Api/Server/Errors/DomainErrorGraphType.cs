using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>interface Error: what all refusals have in common.</summary>
public sealed class ErrorInterfaceGraphType : InterfaceGraphType<DomainError>
{
    public ErrorInterfaceGraphType()
    {
        Name = "Error";
        Description = "A refusal that a front end can expect and act on.";
        Field<NonNullGraphType<StringGraphType>>("message").Description("What happened, for people.");
        Field<NonNullGraphType<StringGraphType>>("code").Description("What happened, for programs.");
    }
}

/// <summary>A domain error in the schema: a record of the domain needs no twin in the API.</summary>
public sealed class DomainErrorGraphType<TError> : AutoRegisteringObjectGraphType<TError>
    where TError : DomainError
{
    public DomainErrorGraphType()
    {
        Interface<ErrorInterfaceGraphType>();
    }
}
