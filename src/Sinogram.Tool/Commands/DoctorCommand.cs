using System.CommandLine;
using Sinogram.Core.Configuration;
using Sinogram.Tool.Audit;
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
        var settings = SettingsLoader.Load(headless: true, Console.Error.WriteLine);
        ProcessSettings.Apply(settings);
        var results = Checks.Run().Append(AuditCheck.Run(AuditPlace.Of(settings.Policy, TimeProvider.System))).ToList();
        foreach (var result in results)
        {
            var mark = result.State switch { CheckState.Found => "ok", CheckState.Missing => "MISSING", CheckState.Broken => "BROKEN", _ => "optional" };
            Console.WriteLine($"{mark,-9} {result.Name,-14} {result.Detail}");
        }

        var remedies = results.Where(r => r.Remedy is not null).ToList();
        foreach (var remedy in remedies)
        {
            Console.WriteLine($"{(remedy.State switch { CheckState.Missing => "install", CheckState.Broken => "to do", _ => "optional" })}: {remedy.Remedy}");
        }

        return results.Any(r => r.State == CheckState.Missing) ? ExitCode.Missing : results.Any(r => r.State == CheckState.Broken) ? ExitCode.Failed : ExitCode.Success;
    }

    private static int ShowPolicy()
    {
        var settings = SettingsLoader.Load(headless: true, Console.Error.WriteLine);
        var policy = settings.Policy;
        Console.WriteLine($"policy: {policy.Source ?? $"none ({ConfigurationFolders.PolicyFile} is not there)"}");
        if (policy.Problem is { } problem)
        {
            Console.WriteLine($"  it cannot be read, and so forbids all that a policy can forbid: {problem}");
        }

        foreach (var (entry, state) in PolicyReader.Entries.Zip(States(policy)))
        {
            Console.WriteLine($"  {entry.Name,-12} {state,-28} {entry.Bounds}");
        }

        Console.WriteLine("It guards against mistakes: C# code runs with the user's rights.");
        return policy.Problem is null ? ExitCode.Success : ExitCode.Failed;
    }

    private static IEnumerable<string> States(Policy policy) =>
    [
        Allowed(policy.AllowReveal), Allowed(policy.AllowExport), Allowed(policy.AllowIdentified),
        policy.AllowPackages && policy.PackageSources is { } sources ? string.Join(", ", sources) : Allowed(policy.AllowPackages),
        Allowed(policy.AllowListeners), Allowed(policy.AllowShell),
        policy.AllowConnections && policy.ConnectionPrefixes is { } prefixes ? string.Join(", ", prefixes) : Allowed(policy.AllowConnections),
        policy.KeyFile ?? "the user's", AuditPlace.Of(policy, TimeProvider.System).File,
    ];

    private static string Allowed(bool isAllowed) => isAllowed ? "allowed" : "forbidden";
}
