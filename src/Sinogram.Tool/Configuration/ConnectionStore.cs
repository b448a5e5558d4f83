using System.Text.Json;
using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Configuration;

/// <summary>
/// Named connections in one file of mode 0600. <c>SINOGRAM_CONNECTION_&lt;KIND&gt;_&lt;NAME&gt;_URL</c> overrides an address.
/// Secrets are kept only as references: <c>env:NAME</c>, <c>file:PATH</c> (0600) or <c>prompt:</c>.
/// </summary>
internal sealed class ConnectionStore(string path, Policy? policy = null) : IConnections
{
    private readonly Lock _lock = new();

    public IReadOnlyList<Connection> List(string kind)
    {
        lock (_lock)
        {
            return [.. Read().Where(c => c.Kind == kind).Select(Overridden).OrderBy(c => c.Name, StringComparer.Ordinal)];
        }
    }

    public Connection? Find(string kind, string name) => List(kind).FirstOrDefault(c => c.Name == name) is { } found ? Allowed(found) : null;

    public void Allow(string address)
    {
        if (policy?.AllowsConnection(address) == false)
        {
            throw new MagicException($"The administrator's policy does not allow a connection to {address}.", "`sinogram doctor --policy` shows the policy in force.");
        }
    }

    public void Put(Connection connection)
    {
        Allowed(connection);
        lock (_lock)
        {
            var others = Read().Where(c => (c.Kind, c.Name) != (connection.Kind, connection.Name));
            Write([.. others, connection]);
        }
    }

    public bool Remove(string kind, string name)
    {
        lock (_lock)
        {
            var all = Read();
            var kept = all.Where(c => (c.Kind, c.Name) != (kind, name)).ToList();
            if (kept.Count == all.Count)
            {
                return false;
            }

            Write(kept);
            return true;
        }
    }

    public async Task<string> SecretAsync(string reference, CancellationToken token)
    {
        if (reference.StartsWith("env:", StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(reference[4..])
                ?? throw new MagicException($"The environment variable {reference[4..]} that holds the secret is not set.", "Set it before the kernel starts.");
        }

        if (reference.StartsWith("file:", StringComparison.Ordinal))
        {
            return await ReadSecretFileAsync(reference[5..], token).ConfigureAwait(false);
        }

        if (reference.StartsWith("prompt:", StringComparison.Ordinal) && CellContext.Current is { Input: { } input })
        {
            return await input.AskAsync(reference.Length > 7 ? reference[7..] : "Password: ", secret: true, token).ConfigureAwait(false);
        }

        throw new MagicException(
            "A secret is given as a reference, never as itself.", "Use env:NAME, file:PATH (a file of mode 0600) or prompt:");
    }

    private static async Task<string> ReadSecretFileAsync(string file, CancellationToken token)
    {
        if (!File.Exists(file))
        {
            throw new MagicException($"The secret's file {file} does not exist.");
        }

        if (!SecretFile.IsPrivate(file, File.GetUnixFileMode(file)))
        {
            throw new MagicException($"The secret's file {file} can be read by others.", $"chmod 600 {file}");
        }

        return (await File.ReadAllTextAsync(file, token).ConfigureAwait(false)).TrimEnd('\r', '\n');
    }

    private List<Connection> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<List<Connection>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException e)
        {
            throw new MagicException($"The connections in {path} cannot be read (line {e.LineNumber + 1}).", "Mend the file, or remove it and connect again.");
        }
    }

    private void Write(List<Connection> connections)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var temporary = path + "." + Environment.ProcessId + ".tmp";
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, connections);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private Connection Allowed(Connection connection)
    {
        Allow(connection.Url);
        return connection;
    }

    private static Connection Overridden(Connection connection)
    {
        var variable = $"SINOGRAM_CONNECTION_{connection.Kind}_{connection.Name}_URL".ToUpperInvariant().Replace('-', '_');
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } url ? connection with { Url = url } : connection;
    }
}
