namespace Graph.Api.Server;

/// <summary>A setting is missing or invalid. The message says what to set.</summary>
public sealed class SettingsException(string message) : Exception(message);
