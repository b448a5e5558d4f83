using System.Text.RegularExpressions;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Tool.Scan;

/// <summary>What workspaces tell a scan: the identities they have replaced, from their encrypted map, and the UIDs that are theirs.</summary>
internal sealed partial class KnownWorkspaces
{
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _originals = new(StringComparer.Ordinal);

    /// <summary>The identifying values.</summary>
    public IdentifyingValues Values { get; } = new();

    /// <summary>Takes in a workspace. Without its key only its UIDs count.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="warn">Told why its values do not count.</param>
    public void Add(string path, Action<string> warn)
    {
        ImageWorkspace workspace;
        try
        {
            workspace = ImageWorkspace.Open(path);
            foreach (var row in ImageCatalog.Open(workspace).Query("SELECT StudyInstanceUID AS a, SeriesInstanceUID AS b, SOPInstanceUID AS c, FrameOfReferenceUID AS d FROM catalog").Rows)
            {
                _uids.UnionWith(((string[])["a", "b", "c", "d"]).Select(n => row.Get<string?>(n)).OfType<string>());
            }

            using var key = KeyStore.FromEnvironment().Load();
            var restricted = workspace.OpenRestricted(key);
            foreach (var identity in restricted.Identities())
            {
                if (identity.Kind == "patient")
                {
                    // Issuer and number of a patient stand in one record.
                    foreach (var part in identity.Original.Split('\n', '\\', '|', '\0'))
                    {
                        Values.Add("PatientID", part);
                    }
                }
                else
                {
                    _originals.Add(identity.Original);
                }
            }

            foreach (var source in restricted.Sources())
            {
                Values.Add("source path", source.Location);
            }
        }
        catch (Exception e) when (e is WorkspaceException or Data.EngineException)
        {
            warn($"The workspace {path} is known in part only: {e.Message}");
        }
    }

    /// <summary>The workspaces that a notebook's magics name.</summary>
    public static IEnumerable<string> NamedIn(string source) =>
        Named().Matches(source).Select(m => m.Groups["path"].Value).Select(p => p.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), p[2..]) : p).Where(p => File.Exists(Path.Combine(p, "workspace.json")));

    /// <summary>Whether a UID is an original one of a known workspace, or of no known workspace.</summary>
    public bool IsSuspect(string uid) => _originals.Contains(uid) || (!_uids.Contains(uid) && !uid.StartsWith("2.25.", StringComparison.Ordinal));

    [GeneratedRegex("""--(?:to|catalog)[ =]["']?(?<path>[^\s"']+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();
}
