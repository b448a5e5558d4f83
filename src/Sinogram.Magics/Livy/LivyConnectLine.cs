using System.Text.RegularExpressions;
using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Livy;

/// <summary>Reads the line of <c>#!livy connect</c> into a connection, and keeps secrets out of it.</summary>
internal static partial class LivyConnectLine
{
    public const string ConnectionKind = "livy";
    public const string KindProperty = "kind";
    public const string ConfPrefix = "conf.";

    /// <summary>The languages of sessions.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["pyspark", "spark", "sql", "sparkr"];

    /// <summary>The session's name where none is given: of this user, for names are the server's, not the notebook's.</summary>
    public static string UsualName { get; } = $"sinogram-{Environment.UserName}";

    /// <summary>The connection that the line describes; what it does not say comes from the one known under its name.</summary>
    public static Connection Read(MagicInvocation invocation)
    {
        var name = invocation.Option("name") ?? UsualName;
        if (name.Trim() != name || name.Length is 0 or > 200 || name.All(char.IsAsciiDigit))
        {
            throw new MagicException("--name takes a name that is not all digits and has no space around it.", "Digits alone would mean the number of a session.");
        }

        var known = invocation.Context.Connections.Find(ConnectionKind, name);
        var url = invocation.Option("url") ?? known?.Url
            ?? throw new MagicException($"There is no Livy connection '{name}' yet: --url is needed.", "#!livy connect --url http://HOST:8998");
        CheckUrl(url);
        invocation.Context.Connections.Allow(url);
        var properties = new Dictionary<string, string>(known?.Properties ?? new Dictionary<string, string>());
        if (invocation.Option("kind") is { } kind)
        {
            properties[KindProperty] = kind;
        }

        properties.TryAdd(KindProperty, Kinds[0]);
        foreach (var (key, value) in Conf(invocation.Options("conf")))
        {
            properties[ConfPrefix + key] = value;
        }

        return new Connection(ConnectionKind, name, url, properties);
    }

    /// <summary>The Spark properties of a connection, with the secrets that it refers to.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ConfOf(Connection connection, IConnections secrets, CancellationToken token)
    {
        var conf = new Dictionary<string, string>();
        foreach (var (key, value) in connection.Properties.Where(p => p.Key.StartsWith(ConfPrefix, StringComparison.Ordinal)))
        {
            var name = key[ConfPrefix.Length..];
            conf[name] = SecretName().IsMatch(name) ? await secrets.SecretAsync(value, token).ConfigureAwait(false) : value;
        }

        return conf;
    }

    private static void CheckUrl(string url)
    {
        // The address is not repeated: a password may stand in it.
        if (url.Contains('@', StringComparison.Ordinal))
        {
            throw new MagicException("--url takes no user or password.", "Give the address alone: http://HOST:8998. What stands in a notebook is read by others.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Query.Length > 0)
        {
            throw new MagicException("--url takes an address such as http://HOST:8998 or https://HOST/PATH.");
        }
    }

    /// <summary>Values may hold commas, at which the parser has cut them: what has no '=' belongs to the value before.</summary>
    private static List<(string Key, string Value)> Conf(IReadOnlyList<string> parts)
    {
        var conf = new List<(string Key, string Value)>();
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                conf.Add((part[..equals], part[(equals + 1)..]));
            }
            else if (equals < 0 && conf.Count > 0)
            {
                conf[^1] = (conf[^1].Key, $"{conf[^1].Value},{part}");
            }
            else
            {
                throw new MagicException("--conf takes KEY=VALUE.", "For example: --conf spark.executor.memory=2g");
            }
        }

        if (conf.FirstOrDefault(c => SecretName().IsMatch(c.Key) && !Reference().IsMatch(c.Value)) is { Key: { } key })
        {
            throw new MagicException($"--conf {key} takes no secret in the notebook.", $"Refer to it: --conf {key}=env:NAME or --conf {key}=file:PATH");
        }

        return conf;
    }

    [GeneratedRegex("secret|password|passwd|token|credential|access[.]?key|private[.]?key", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("^(env|file|prompt):")]
    private static partial Regex Reference();
}
