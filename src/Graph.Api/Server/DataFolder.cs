namespace Graph.Api.Server;

/// <summary>The folder in which an installation without a database server keeps its files.</summary>
public sealed class DataFolder
{
    private readonly string _path;

    public DataFolder(IConfiguration configuration)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        _path = configuration["Data:Folder"] is { Length: > 0 } configured
            ? configured
            : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "social-finance-graph");
    }

    public string DatabaseFile => Path.Combine(Create(), "graph.db");

    /// <summary>
    /// The content of a file that only this operating-system user may read. It is made at the first call.
    /// </summary>
    public string Keep(string name, Func<string> make)
    {
        var file = Path.Combine(Create(), name);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(file, options);
            writer.Write(make());
        }
        catch (IOException) when (File.Exists(file))
        {
            // The file exists already, so its content is used.
        }

        return File.ReadAllText(file).Trim();
    }

    /// <summary>Makes the folder, so that only its owner may look into it.</summary>
    private string Create()
    {
        try
        {
            return Make();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The folder for data cannot be made or kept from others: {refused.Message} Choose another one with Data__Folder.");
        }
    }

    private string Make()
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(_path).FullName;
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folder = Directory.CreateDirectory(_path, ownerOnly);
        if (folder.UnixFileMode != ownerOnly)
        {
            folder.UnixFileMode = ownerOnly;
        }

        return folder.FullName;
    }
}
