using System.Diagnostics;
using System.Globalization;

namespace Sinogram.Testing;

/// <summary>Debian's PostgreSQL server in a folder of its own, on a free port of 127.0.0.1; stopped and removed at the end. Root starts it as the account postgres.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private readonly string _folder;
    private readonly string _programs;

    private PostgresServer(string folder, string programs) => (_folder, _programs) = (folder, programs);

    /// <summary>Its port.</summary>
    public int Port { get; private set; }

    /// <summary>For Npgsql.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Password={Password};Database=postgres");

    /// <summary>The password of the account postgres.</summary>
    public static string Password => "test-only";

    /// <summary>Starts one; null where the package is not installed.</summary>
    public static async Task<PostgresServer?> TryStartAsync()
    {
        var programs = Directory.Exists(Programs) ? Directory.GetDirectories(Programs).Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) : null;
        if (programs is null) { return null; }
        var folder = Directory.CreateTempSubdirectory("sinogram-postgres-").FullName;
        var server = new PostgresServer(folder, programs);
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password + "\n").ConfigureAwait(false);
        if (Environment.UserName == "root") { await RunAsync("chown", ["-R", "postgres", folder]).ConfigureAwait(false); }
        await server.AsOwnerAsync("initdb", "-D", $"{folder}/data", "-A", "scram-sha-256", "-U", "postgres", $"--pwfile={folder}/password", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            server.Port = FreePorts.Take();
            var options = string.Create(CultureInfo.InvariantCulture, $"-p {server.Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off");
            try
            {
                await server.AsOwnerAsync("pg_ctl", "-D", $"{folder}/data", "-o", options, "-l", $"{folder}/log", "-t", "120", "-w", "start").ConfigureAwait(false);
                return server;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Another program was quicker to take the port.
            }
        }
    }

    /// <summary>Starts one, or skips the test.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = await TryStartAsync().ConfigureAwait(false);
        if (server is null) { Assert.Skip("PostgreSQL's server is not installed: apt-get install postgresql"); }
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await AsOwnerAsync("pg_ctl", "-D", $"{_folder}/data", "-m", "immediate", "-w", "stop").ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private Task AsOwnerAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_programs, program), .. arguments])
        : RunAsync(Path.Combine(_programs, program), arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        // The server keeps what it inherits open: its output goes to nowhere, not to us.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}"); }
    }
}
