using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>The secrets of a storage's configuration: references in the notebook, put in where the configuration goes to its engine.</summary>
internal static partial class StorageSecrets
{
    private const string Remedy = "Write a reference in its place: \"env:NAME\", \"file:PATH\" (a file of mode 0600) or \"prompt:\".";

    /// <summary>The configuration with its references resolved.</summary>
    /// <exception cref="MagicException">It holds a secret itself, which is not repeated.</exception>
    public static async Task<string> ResolvedAsync(string json, IConnections connections, CancellationToken token)
    {
        JsonNode? config;
        try
        {
            config = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // What is wrong is told where the configuration is read.
            return json;
        }

        return await ResolveAsync(config, connections, token).ConfigureAwait(false) ? config!.ToJsonString() : json;
    }

    private static async Task<bool> ResolveAsync(JsonNode? node, IConnections connections, CancellationToken token)
    {
        var isChanged = false;
        foreach (var item in (node as JsonArray)?.ToArray() ?? [])
        {
            isChanged |= await ResolveAsync(item, connections, token).ConfigureAwait(false);
        }

        foreach (var (name, value) in (node as JsonObject)?.ToArray() ?? [])
        {
            if (value is not JsonValue text || text.GetValueKind() != JsonValueKind.String)
            {
                isChanged |= await ResolveAsync(value, connections, token).ConfigureAwait(false);
            }
            else if (UserInfo().IsMatch(text.ToString()))
            {
                throw new MagicException($"The address in \"{name}\" holds a password, which the notebook would keep.", Remedy);
            }
            else if (StoragePlugin.IsSecret(name) && text.ToString().Length > 0)
            {
                node![name] = Reference().IsMatch(text.ToString()) ? await connections.SecretAsync(text.ToString(), token).ConfigureAwait(false)
                    : throw new MagicException($"\"{name}\" takes a reference to a secret, never the secret itself, which the notebook would keep.", Remedy);
                isChanged = true;
            }
        }

        return isChanged;
    }

    [GeneratedRegex("^(?:env:|file:|prompt:)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"://[^/@\s:]*:[^/@\s]+@|[?&;](?:password|pwd)=[^&;\s]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex UserInfo();
}
