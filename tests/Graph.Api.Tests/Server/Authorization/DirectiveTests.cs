using Graph.Api.Server.Authorization;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

/// <summary>Every directive that the schema prints, called by somebody just below it.</summary>
public sealed class DirectiveTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Every_guarded_root_field_refuses_who_lacks_what_it_asks()
    {
        var schema = server.Services.GetRequiredService<ISchema>();
        var nobody = await server.SignUpAsync();
        var seen = 0;
        foreach (var (root, keyword) in new[] { (schema.Query, "query"), (schema.Mutation!, "mutation") })
        {
            foreach (var field in root.Fields.Where(field => Requirement.Of(field).Any()))
            {
                seen++;
                var call = CallOf(field, keyword);
                var refused = await server.Client().AskAsync(call);
                Assert.True(refused.Code == "UNAUTHENTICATED", $"{call}: {refused}");
                if (field.FindAppliedDirective("requiresRealName") is { } directive)
                {
                    var reply = await nobody.AskAsync(call);
                    Assert.Equal("REAL_NAME_REQUIRED", reply.Code);
                    Assert.Equal(
                        ((RealNameLevel)directive.FindArgument("level")!.Value!).ToString().ToConstantCase(),
                        (string)reply.Errors![0]!["extensions"]!["required"]!);
                }
            }
        }

        Assert.True(seen >= 8, $"only {seen} guarded fields were found");
    }

    /// <summary>Who is not signed in can come in, and look at deals. Everything else that changes something says who may.</summary>
    [Fact]
    public void Every_mutation_says_who_may_call_it_but_those_that_let_people_in()
    {
        var mutations = server.Services.GetRequiredService<ISchema>().Mutation!.Fields;
        Assert.Equal(
            [
                "recordDealViews", "refreshSession", "requestPasskeySignIn", "requestPasswordReset", "requestSignUpCode", "resetPassword", "signIn",
                "signInWithPasskey", "signUp",
            ],
            mutations.Where(field => !Requirement.Of(field).Any()).Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Guarded_types_do_not_show_whether_they_exist()
    {
        var person = await server.SignUpAsync();
        const string user = "query($h: String!) { user(handle: $h) { id } }";
        var existing = await server.Client().AskAsync(user, new { h = person.Handle });
        var missing = await server.Client().AskAsync(user, new { h = "nobody_at_all" });
        Assert.Equal("UNAUTHENTICATED", existing.Code);
        Assert.Equal(existing.Errors!.ToJsonString(), missing.Errors!.ToJsonString());
    }

    [Fact]
    public async Task The_viewer_is_null_for_whoever_is_nobody()
    {
        var reply = await server.Client().AskAsync("{ viewer { id } }");
        Assert.Null(reply.Errors);
        Assert.Null(reply.Data!["viewer"]);
    }

    [Fact]
    public async Task Siblings_of_a_refused_field_survive()
    {
        var reply = await server.Client().AskAsync("{ __typename user(handle: \"x\") { id } }");
        Assert.Equal("Query", (string)reply.Data!["__typename"]!);
        Assert.Null(reply.Data["user"]);
    }

    /// <summary>A call whose input is well-formed, though it names nothing.</summary>
    private static string CallOf(FieldType field, string keyword)
    {
        var arguments = field.Arguments?.Where(argument => argument.ResolvedType is NonNullGraphType).Select(argument => $"{argument.Name}: {ValueOf(argument.ResolvedType!)}") ?? [];
        var given = string.Join(", ", arguments);
        return $"{keyword} {{ {field.Name}{(given.Length > 0 ? $"({given})" : "")} {{ __typename }} }}";
    }

    private static string ValueOf(IGraphType type) => type switch
    {
        NonNullGraphType required => ValueOf(required.ResolvedType!),
        IInputObjectGraphType { IsOneOf: true } input => $"{{ {input.Fields.First().Name}: {ValueOf(input.Fields.First().ResolvedType!)} }}",
        IInputObjectGraphType input => "{ " + string.Join(", ", input.Fields
            .Where(field => field.ResolvedType is NonNullGraphType)
            .Select(field => $"{field.Name}: {ValueOf(field.ResolvedType!)}")) + " }",
        EnumerationGraphType values => values.Values.First().Name,
        BooleanGraphType => "true",
        IntGraphType or FloatGraphType => "1",
        _ when type.Name == "Date" => "\"2026-01-01\"",
        _ when type.Name == "DateTime" => "\"2026-01-01T00:00:00Z\"",
        ListGraphType list => $"[{ValueOf(list.ResolvedType!)}]",
        _ when type.Name == "UUID" => $"\"{Guid.CreateVersion7()}\"",
        _ when type.Name == "Decimal" => "\"1\"",
        _ => "\"x\"",
    };
}
