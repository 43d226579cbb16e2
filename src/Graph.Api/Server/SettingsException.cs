namespace Graph.Api.Server;

/// <summary>A setting that is missing or makes no sense; the message says what to set.</summary>
public sealed class SettingsException(string message) : Exception(message);
