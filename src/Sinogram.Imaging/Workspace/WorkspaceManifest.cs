using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sinogram.Imaging.Workspace;

/// <summary>What <c>workspace.json</c> says: which key and profile the workspace was made with, and whether it identifies patients.</summary>
/// <param name="Format">Version of the layout; this program writes 1.</param>
/// <param name="KeyFingerprint">Fingerprint of the key; another key is refused.</param>
/// <param name="Profile">De-identification profile: <c>basic</c>, <c>research</c>, <c>none</c> …</param>
/// <param name="IndexOnly">Whether only the catalogue is kept and the files stay where they are.</param>
/// <param name="Identified">Whether catalogue or files identify patients; such a workspace is not published.</param>
/// <param name="CreatedAt">When the workspace was made, UTC.</param>
public sealed record WorkspaceManifest(int Format, string KeyFingerprint, string Profile, bool IndexOnly, bool Identified, DateTimeOffset CreatedAt)
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    internal static WorkspaceManifest Read(string file)
    {
        WorkspaceManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), ManifestJson.Default.WorkspaceManifest);
        }
        catch (JsonException e)
        {
            throw Damaged(file, "is not what this program writes", e);
        }

        if (manifest is null || manifest.Format < 1 || string.IsNullOrEmpty(manifest.KeyFingerprint) || string.IsNullOrEmpty(manifest.Profile))
        {
            throw Damaged(file, "lacks its entries", null);
        }

        return manifest.Format <= CurrentFormat
            ? manifest
            : throw new WorkspaceException(
                WorkspaceProblem.Damaged,
                $"{file} has format {manifest.Format}; this program knows formats up to {CurrentFormat}.",
                "use the newer program that made the workspace, or another workspace");
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.WorkspaceManifest);

    private static WorkspaceException Damaged(string file, string how, Exception? inner) => new(
        WorkspaceProblem.Damaged, $"{file} {how}.", "restore the file from a copy, or harvest into a new workspace", inner);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkspaceManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
