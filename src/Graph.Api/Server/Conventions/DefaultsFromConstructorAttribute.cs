using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Makes `record TransferInput(Arrival Arrival = Arrival.Instant)` print and act as `arrival: Arrival! = INSTANT`.
/// The engine reads defaults of method parameters, but not those of constructors.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class DefaultsFromConstructorAttribute : GraphQLAttribute
{
    public override void Modify(
        FieldType field, bool isInputType, IGraphType graphType, MemberInfo member, ref bool ignore)
    {
        if (!isInputType || field.DefaultValue is not null)
        {
            return;
        }

        var parameter = member.DeclaringType!.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == member.Name && parameter.HasDefaultValue);
        field.DefaultValue = parameter?.DefaultValue;
    }
}
