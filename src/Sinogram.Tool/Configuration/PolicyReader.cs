using Sinogram.Core.Configuration;

namespace Sinogram.Tool.Configuration;

/// <summary>Reads a policy. What is wrong in it is told with its line.</summary>
internal static class PolicyReader
{
    /// <summary>Every entry of a policy, in the order in which they are printed: its name, its kind, what it bounds.</summary>
    public static IReadOnlyList<PolicyEntry> Entries { get; } =
    [
        Flag("reveal", "showing identifying values with --reveal", (p, v) => p with { AllowReveal = v }),
        Flag("export", "writing tables and models to files outside the workspace", (p, v) => p with { AllowExport = v }),
        Flag("identified", "workspaces without de-identification", (p, v) => p with { AllowIdentified = v }),
        List("packages", "packages of notebooks; a list names the sources that are allowed", (p, v) => p with { AllowPackages = v }, (p, v) => p with { PackageSources = v }),
        Flag("listeners", "kernels that listen on an address beyond this machine", (p, v) => p with { AllowListeners = v }),
        Flag("shell", "#!sh", (p, v) => p with { AllowShell = v }),
        List("connections", "connections to servers; a list names the beginnings of addresses that are allowed", (p, v) => p with { AllowConnections = v }, (p, v) => p with { ConnectionPrefixes = v }),
        Text("key", "the file of the de-identification key, in place of the user's", (p, v) => p with { KeyFile = v }),
        Text("audit", "the file of the audit, or a folder with one for each user", (p, v) => p with { AuditPlace = v }),
    ];

    /// <summary>The policy in a file's bytes.</summary>
    /// <exception cref="ConfigurationException">What is wrong, and in which line.</exception>
    public static Policy Read(ReadOnlySpan<byte> json)
    {
        var policy = new Policy();
        EntryReader.Read(json, [.. Entries.Select(e => e.Name)], "a policy", (name, value, line) => policy = Entries.First(e => e.Name == name).Apply(policy, value, line));
        return policy;
    }

    private static PolicyEntry Flag(string name, string bounds, Func<Policy, bool, Policy> apply) => new(name, "true or false", bounds, (policy, value, line) =>
        value is bool flag ? apply(policy, flag) : throw Wrong(name, "true or false", line));

    private static PolicyEntry Text(string name, string bounds, Func<Policy, string, Policy> apply) => new(name, "a path", bounds, (policy, value, line) =>
        value is string { Length: > 0 } text && Path.IsPathRooted(text) ? apply(policy, text) : throw Wrong(name, "an absolute path", line));

    private static PolicyEntry List(string name, string bounds, Func<Policy, bool, Policy> allow, Func<Policy, IReadOnlyList<string>, Policy> bound) =>
        new(name, "true, false or a list of texts", bounds, (policy, value, line) => value switch
        {
            bool flag => allow(policy, flag),
            List<string> texts => bound(policy, texts),
            _ => throw Wrong(name, "true, false or a list of texts", line),
        });

    private static ConfigurationException Wrong(string name, string takes, int line) => new($"line {line}: '{name}' takes {takes}.");
}

/// <summary>One entry of a policy.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">What it takes, in words.</param>
/// <param name="Bounds">What it bounds, in words.</param>
/// <param name="Apply">Puts a value into a policy; told the line for its error.</param>
internal sealed record PolicyEntry(string Name, string Kind, string Bounds, Func<Policy, object?, int, Policy> Apply);
