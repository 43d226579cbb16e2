namespace Graph.Api.Server;

/// <summary>A setting is missing or invalid. The message says what to set.</summary>
public sealed class SettingsException(string message) : Exception(message);

/// <summary>Reads settings of the configuration.</summary>
public static class Settings
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

    private static T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SettingsException($"A setting is not of its type. {unreadable.Message.Replace(":", "__", StringComparison.Ordinal)}");
        }
    }
}
