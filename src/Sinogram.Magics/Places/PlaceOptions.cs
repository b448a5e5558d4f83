using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Places;

/// <summary>What the verbs that name places have in common: a connection is made of the line and of what is known under its name, secrets are references.</summary>
internal static class PlaceOptions
{
    private static readonly string[] References = ["env:", "file:", "prompt:"];

    public static OptionInfo Name { get; } = OptionInfo.Of("name", "NAME", "the connection's name") with { Required = true };

    /// <param name="invocation">The line.</param>
    /// <param name="kind">The kind of place.</param>
    /// <param name="name">Its name.</param>
    /// <param name="url">Its address, or null for the known one.</param>
    /// <param name="properties">The options that are kept.</param>
    /// <param name="secrets">Those of them that are references.</param>
    public static Connection Read(MagicInvocation invocation, string kind, string name, string? url, IReadOnlyList<string> properties, IReadOnlyList<string> secrets)
    {
        var known = invocation.Context.Connections.Find(kind, name);
        url ??= known?.Url ?? throw new MagicException($"There is no {kind} connection '{name}' yet: --url is needed.", $"#!connect {kind} --name {name} --url ADDRESS");
        // The address is not repeated: a password may stand in it.
        if (url.Contains('@', StringComparison.Ordinal)) { throw new MagicException("--url takes no user or password.", "What stands in a notebook is read by others: --user USER --password env:NAME."); }
        invocation.Context.Connections.Allow(url);
        var kept = new Dictionary<string, string>(known?.Properties ?? new Dictionary<string, string>());
        foreach (var property in properties.Concat(secrets))
        {
            if (invocation.Option(property) is { } value) { kept[property] = value; }
        }

        foreach (var secret in secrets.Where(s => kept.TryGetValue(s, out var value) && !References.Any(r => value.StartsWith(r, StringComparison.Ordinal))))
        {
            throw new MagicException($"--{secret} takes no secret in the notebook.", $"Refer to it: --{secret} env:NAME, file:PATH (mode 0600) or prompt:");
        }

        return new Connection(kind, name, url, kept);
    }

    /// <summary>An address of one of the schemes.</summary>
    public static Uri Address(string url, params IReadOnlyList<string> schemes) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && schemes.Contains(parsed.Scheme) && parsed.Host.Length > 0 && parsed.Query.Length == 0
            ? parsed
            : throw new MagicException($"--url takes an address such as {string.Join(" or ", schemes.Select(s => $"{s}://HOST:PORT"))}.");

    /// <summary>The secret of a property; null where there is none.</summary>
    public static async Task<string?> SecretAsync(IConnections connections, Connection connection, string property, CancellationToken token) =>
        connection.Properties.TryGetValue(property, out var reference) ? await connections.SecretAsync(reference, token).ConfigureAwait(false) : null;
}
