using System.CommandLine;
using Sinogram.Core.Magics;

namespace Sinogram.Tool.Commands;

/// <summary>The tool's command line: the visible list of its verbs, and how their errors end.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command; the exit code is one of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Sinogram: the .NET notebook kernel for medical imaging.")
        {
            RunCommand.Create(),
            HarvestCommand.Create(),
            KeyCommand.Create(),
            InstallCommand.Create(),
            InstallCommand.CreateUninstall(),
            DoctorCommand.Create(),
            ScanCommand.Create(),
            ScanCommand.CreateClean(),
        };
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync().ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("sinogram --help shows the commands.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (UserErrorException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return e.ExitCode;
        }
        catch (MagicException e)
        {
            await Console.Error.WriteLineAsync(e.Hint is null ? e.Message : $"{e.Message} {e.Hint}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }
}
