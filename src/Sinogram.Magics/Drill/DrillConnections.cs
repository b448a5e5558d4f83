using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>Named connections to Drill clusters; secrets only as references.</summary>
internal static class DrillConnections
{
    public const string Kind = "drill";
    private const string UsualName = "drill";
    private static readonly string[] References = ["env:", "file:", "prompt:"];

    /// <summary>The connection that the line of <c>connect</c> describes; what it does not say comes from the one known under its name.</summary>
    public static Connection Read(MagicInvocation invocation)
    {
        var name = invocation.Option("name") ?? UsualName;
        var known = invocation.Context.Connections.Find(Kind, name);
        var url = invocation.Option("url") ?? known?.Url ?? throw new MagicException($"There is no Drill connection '{name}' yet: --url is needed.", "#!drill connect --url http://HOST:8047");
        Check(url);
        invocation.Context.Connections.Allow(url);
        var properties = new Dictionary<string, string>(known?.Properties ?? new Dictionary<string, string>());
        foreach (var option in (ReadOnlySpan<string>)["auth", "user", "password", "header", "ca", "run-as"])
        {
            if (invocation.Option(option) is { } value) { properties[option] = value; }
        }
        if (properties.TryGetValue("password", out var secret) && !References.Any(r => secret.StartsWith(r, StringComparison.Ordinal)))
        {
            throw new MagicException("--password takes no password in the notebook.", "Refer to it: --password env:NAME, file:PATH (mode 0600) or prompt:");
        }
        if (!properties.ContainsKey("auth") && properties.ContainsKey("user")) { properties["auth"] = "basic"; }
        if (properties.GetValueOrDefault("auth") is "basic" or "form" && !(properties.ContainsKey("user") && properties.ContainsKey("password")))
        {
            throw new MagicException($"--auth {properties["auth"]} needs --user and --password.", "--user USER --password env:NAME");
        }
        return new Connection(Kind, name, url, properties);
    }

    /// <summary>How the cluster that the line names is spoken to; null where it names neither a connection nor an address.</summary>
    public static async Task<DrillServerOptions?> OptionsAsync(MagicInvocation invocation, TimeProvider time, CancellationToken token)
    {
        var (name, url) = (invocation.Option(CommonOptions.Connect.Name), invocation.Option("url"));
        if (name is null && url is null) { return null; }
        if (url is not null)
        {
            Check(url);
            invocation.Context.Connections.Allow(url);
        }
        if (name is null)
        {
            return new DrillServerOptions { Url = new Uri(url!), Time = time };
        }
        var connection = invocation.Context.Connections.Find(Kind, name) ?? throw Unknown(invocation, name);
        return await OptionsAsync(url is null ? connection : connection with { Url = url }, invocation.Context.Connections, time, token).ConfigureAwait(false);
    }

    public static async Task<DrillServerOptions> OptionsAsync(Connection connection, IConnections secrets, TimeProvider time, CancellationToken token)
    {
        var p = connection.Properties;
        var kind = p.GetValueOrDefault("auth", "none") switch
        {
            "basic" => DrillAuthentication.Basic,
            "form" => DrillAuthentication.Form,
            "header" => DrillAuthentication.Header,
            "negotiate" => DrillAuthentication.Negotiate,
            _ => DrillAuthentication.None,
        };
        return new DrillServerOptions
        {
            Url = new Uri(connection.Url),
            Authentication = kind,
            User = p.GetValueOrDefault("user"),
            Secret = kind is DrillAuthentication.Basic or DrillAuthentication.Form or DrillAuthentication.Header && p.TryGetValue("password", out var reference) ? await secrets.SecretAsync(reference, token).ConfigureAwait(false) : null,
            HeaderName = p.GetValueOrDefault("header", "Authorization"),
            CertificateAuthorities = p.GetValueOrDefault("ca"),
            RunAs = p.GetValueOrDefault("run-as"),
            Time = time,
        };
    }

    public static Table List(IConnections connections) => Table.From(connections.List(Kind).Select(c => new { name = c.Name, url = c.Url, auth = c.Properties.GetValueOrDefault("auth", "none"), user = c.Properties.GetValueOrDefault("user") }));

    public static MagicException Unknown(MagicInvocation invocation, string name)
    {
        var known = invocation.Context.Connections.List(Kind).Select(c => c.Name).ToList();
        return new MagicException($"There is no Drill connection '{name}'.", known.Count == 0 ? $"#!drill connect --name {name} --url http://HOST:8047" : $"There are: {string.Join(", ", known)}.");
    }

    private static void Check(string url)
    {
        // The address is not repeated: a password may stand in it.
        if (url.Contains('@', StringComparison.Ordinal)) { throw new MagicException("--url takes no user or password.", "--user USER --password env:NAME. What stands in a notebook is read by others."); }
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Query.Length > 0) { throw new MagicException("--url takes an address such as http://HOST:8047 or https://HOST:8047."); }
    }
}
