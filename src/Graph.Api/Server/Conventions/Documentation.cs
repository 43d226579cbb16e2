using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Xml;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// The XML comments of this program's types and members. Each file is read once, in one pass, and only the text of
/// `summary` and `param` is kept.
/// </summary>
internal static class Documentation
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> Files = [];

    /// <summary>The summary of a type.</summary>
    public static string? Of(Type type) => Find(type, "T:" + NameOf(type));

    /// <summary>
    /// The summary of a member, or what the comment of a record says of the parameter that the compiler makes a property of.
    /// Of a method it takes the first overload, because resolvers have only one.
    /// </summary>
    public static string? Of(MemberInfo member)
    {
        var type = member.DeclaringType!;
        var name = $"{NameOf(type)}.{member.Name}";
        return member switch
        {
            MethodInfo => Find(type, "M:" + name),
            FieldInfo => Find(type, "F:" + name),
            _ => Find(type, "P:" + name) ?? Find(type, $"T:{NameOf(type)}:{member.Name}"),
        };
    }

    /// <summary>What the comment of a method says of its parameter.</summary>
    public static string? Of(ParameterInfo parameter) => Find(
        parameter.Member.DeclaringType!, $"M:{NameOf(parameter.Member.DeclaringType!)}.{parameter.Member.Name}:{parameter.Name}");

    private static string? Find(Type type, string name) => Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(name);

    /// <summary>The name of a type in the file, which knows generic types without their arguments.</summary>
    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var texts = new Dictionary<string, string>();
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path))
        {
            return texts;
        }

        using var xml = XmlReader.Create(path, new XmlReaderSettings { IgnoreWhitespace = true, IgnoreComments = true });
        var (member, text) = ("", new StringBuilder());
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.Name)
            {
                case "member":
                    member = xml.GetAttribute("name")!.Split('(')[0];
                    break;
                case "summary" when member.Length > 0:
                    texts.TryAdd(member, TextOf(xml, text));
                    break;
                case "param" when member.Length > 0:
                    var parameter = xml.GetAttribute("name");
                    texts.TryAdd($"{member}:{parameter}", TextOf(xml, text));
                    break;
            }
        }

        return texts;
    }

    /// <summary>The text within the current element, without the names that it refers to.</summary>
    private static string TextOf(XmlReader xml, StringBuilder text)
    {
        text.Clear();
        var depth = xml.Depth;
        while (!xml.IsEmptyElement && xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                text.Append(xml.Value);
            }
        }

        return text.ToString().Trim();
    }
}
