using System.CommandLine;
using Sinogram.Core.Configuration;
using Sinogram.Tool.Configuration;
using Sinogram.Tool.Doctor;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram doctor</c>: what is installed, what is missing, and the command that installs it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var policy = new Option<bool>("--policy") { Description = "show the policy in force" };
        var command = new Command("doctor", "Say what is installed, what is missing, and the command that installs it.") { policy };
        command.SetAction(parsed => parsed.GetValue(policy) ? ShowPolicy() : Examine());
        return command;
    }

    private static int Examine()
    {
        var results = Checks.Run().ToList();
        foreach (var result in results)
        {
            var mark = result.State switch { CheckState.Found => "ok", CheckState.Missing => "MISSING", _ => "optional" };
            Console.WriteLine($"{mark,-9} {result.Name,-14} {result.Detail}");
        }

        var remedies = results.Where(r => r.Remedy is not null).ToList();
        foreach (var remedy in remedies)
        {
            Console.WriteLine($"{(remedy.State == CheckState.Missing ? "install" : "optional")}: {remedy.Remedy}");
        }

        return results.Any(r => r.State == CheckState.Missing) ? ExitCode.Missing : ExitCode.Success;
    }

    private static int ShowPolicy()
    {
        var settings = SettingsLoader.Load(headless: true, Console.Error.WriteLine);
        var policy = settings.Policy;
        Console.WriteLine($"policy: {policy.Source ?? $"none ({ConfigurationFolders.PolicyFile} is not there)"}");
        foreach (var (name, allowed) in new[]
        {
            ("reveal", policy.AllowReveal), ("export", policy.AllowExport), ("identified", policy.AllowIdentified),
            ("packages", policy.AllowPackages), ("listeners", policy.AllowListeners), ("shell", policy.AllowShell),
        })
        {
            Console.WriteLine($"  {name,-12} {(allowed ? "allowed" : "forbidden")}");
        }

        Console.WriteLine("It guards against mistakes: C# code runs with the user's rights.");
        return ExitCode.Success;
    }
}
