using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>
/// A harvest in a process of its own: the tests' own program, which harvests instead of testing where the environment says so.
/// For what one process cannot show: a kill, a full disk, a network of its own.
/// </summary>
internal static class HarvestChild
{
    private const string Variable = "SINOGRAM_TEST_HARVEST";

    /// <summary>Starts a harvest, behind <paramref name="prefix"/> (a shell script whose last words run <c>"$@"</c>) where given.</summary>
    public static Process Start(string source, string workspace, string keyFile, string? prefix = null, string profile = "basic")
    {
        string program = Environment.ProcessPath!;
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(HarvestChild).Assembly.Location] : [program];
        string[] command = prefix is null ? own : ["/bin/bash", "-c", prefix, "bash", .. own];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = JsonSerializer.Serialize(new[] { source, workspace, profile });
        start.Environment["SINOGRAM_KEY_FILE"] = keyFile;
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end, and gives the exit code and both streams.</summary>
    public static async Task<(int Code, string Output, string Errors)> WaitAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public static (string File, DeidentificationKey Key) NewKey(TemporaryFolder folder)
    {
        KeyStore store = KeyStore.At(folder["key"]);
        return (store.Path, store.LoadOrCreate());
    }

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } json)
        {
            return;
        }

        string[] arguments = JsonSerializer.Deserialize<string[]>(json)!;
        try
        {
            HarvestResult result = Harvester.RunAsync(arguments[0], arguments[1], new HarvestOptions { Profile = arguments[2], PublishEvery = TimeSpan.FromMilliseconds(100) })
                .GetAwaiter().GetResult();
            HarvestCounts c = result.Counts;
            Console.WriteLine(string.Join(' ', c.Seen, c.Kept, c.Unchanged, c.Duplicate, c.Quarantined, c.NotDicom));
            Environment.Exit(0);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{e.GetType().Name}: {e.Message}");
            Environment.Exit(e is WorkspaceException w ? 10 + (int)w.Problem : 9);
        }
    }
}
