using System.Text.RegularExpressions;

namespace Graph.Api.Server;

/// <summary>A setting is missing or invalid. The message says what to set.</summary>
public sealed class SettingsException(string message) : Exception(message);

/// <summary>Reads settings of the configuration.</summary>
public static partial class Settings
{
    /// <summary>Sets the properties that a section of the configuration names.</summary>
    /// <exception cref="SettingsException">A value is not what its property takes.</exception>
    public static T Read<T>(this IConfiguration configuration, string section, T settings)
        where T : class => Understand(() =>
    {
        configuration.GetSection(section).Bind(settings);
        return settings;
    });

    /// <exception cref="SettingsException">The value is of another type.</exception>
    public static T ReadValue<T>(this IConfiguration configuration, string name, T otherwise) =>
        Understand(() => configuration.GetValue(name, otherwise)!);

    /// <summary>Requires that all numbers of a section are above zero, and all times too and below a day.</summary>
    /// <exception cref="SettingsException">One of them is not.</exception>
    public static T RequireSense<T>(this T settings, string section)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties())
        {
            var fault = property.GetValue(settings) switch
            {
                int number when number <= 0 => $"{section}__{property.Name}={number} must be more than zero.",
                TimeSpan time when time <= TimeSpan.Zero || time >= TimeSpan.FromDays(1) =>
                    $"{section}__{property.Name} must be more than zero and less than a day. Write ten seconds as 00:00:10.",
                _ => null,
            };
            if (fault is not null)
            {
                throw new SettingsException(fault);
            }
        }

        return settings;
    }

    private static T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException unreadable)
        {
            var message = Key().Replace(unreadable.Message, key => key.Value.Replace(":", "__", StringComparison.Ordinal));
            throw new SettingsException($"A setting is not of its type. {message}");
        }
    }

    /// <summary>A key of the configuration in the binder's message. In the environment it has two underscores between its parts.</summary>
    [GeneratedRegex(@"'[A-Za-z]+(?::[A-Za-z0-9]+)+'", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
