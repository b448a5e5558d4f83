using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// The versions that a notebook has got, so that it gets the same ones tomorrow and on another machine: a <c>packages.lock.json</c> in NuGet's own
/// format. It is kept under the notebook's name in the user's folder; where a file <c>NAME.packages.lock.json</c> lies beside the notebook, that one
/// is used and kept up to date.
/// </summary>
internal sealed class PackageLock
{
    private const string Ending = ".packages.lock.json";

    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private PackageLock(string path) => FilePath = path;

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The lock of a notebook, empty where it has none yet.</summary>
    public static PackageLock Of(PackageOptions options)
    {
        var found = new PackageLock(PathOf(options));
        found.Load();
        return found;
    }

    /// <summary>The locked version that a request means, or null where it is not locked or now asks for something else.</summary>
    public string? VersionFor(PackageRequest request)
    {
        if (!_entries.TryGetValue(request.Id, out var entry))
        {
            return null;
        }

        return entry.Requested == request.Version || (entry.Requested is null && request.Version == PackageRequest.Newest) ? entry.Version : null;
    }

    /// <summary>The locked versions of all that some packages need, themselves left out.</summary>
    public IReadOnlyDictionary<string, string> VersionsBelow(IEnumerable<string> packages)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var pending = new Stack<string>(packages.SelectMany(DependenciesOf));
        while (pending.TryPop(out var id))
        {
            if (_entries.TryGetValue(id, out var entry) && found.TryAdd(id, entry.Version))
            {
                foreach (var next in entry.Dependencies)
                {
                    pending.Push(next);
                }
            }
        }

        return found;
    }

    /// <summary>A package whose content is not what the lock knows under its version, or null.</summary>
    public RestoredPackage? Changed(IEnumerable<RestoredPackage> packages) =>
        packages.FirstOrDefault(p => _entries.TryGetValue(p.Id, out var entry) && entry.Version == p.Version && entry.Hash.Length > 0 && entry.Hash != p.Hash);

    /// <summary>Takes up what was restored; writes the file where that changes it.</summary>
    public void Keep(IReadOnlyList<PackageRequest> requests, IEnumerable<RestoredPackage> packages)
    {
        var before = Text();
        foreach (var package in packages)
        {
            var request = requests.FirstOrDefault(r => string.Equals(r.Id, package.Id, StringComparison.OrdinalIgnoreCase));
            var requested = request?.Version ?? (_entries.TryGetValue(package.Id, out var known) ? known.Requested : null);
            _entries[package.Id] = new Entry(package.Version, requested, package.Hash, package.Dependencies);
        }

        var after = Text();
        if (after == before)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var temporary = FilePath + "." + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        File.WriteAllText(temporary, after);
        File.Move(temporary, FilePath, overwrite: true);
    }

    private static string PathOf(PackageOptions options)
    {
        if (options.Notebook is { } notebook && Path.Combine(Path.GetDirectoryName(notebook)!, Path.GetFileNameWithoutExtension(notebook) + Ending) is var beside && File.Exists(beside))
        {
            return beside;
        }

        var named = options.Notebook ?? Environment.CurrentDirectory;
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(named)))[..16];
        var name = new string([.. Path.GetFileNameWithoutExtension(named).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.').Take(60)]);
        return Path.Combine(options.LockFolder, $"{name}-{hash}{Ending}");
    }

    private IEnumerable<string> DependenciesOf(string id) => _entries.TryGetValue(id, out var entry) ? entry.Dependencies : [];

    private void Load()
    {
        try
        {
            if (!File.Exists(FilePath) || JsonNode.Parse(File.ReadAllText(FilePath))?["dependencies"] is not JsonObject frameworks)
            {
                return;
            }

            foreach (var (id, node) in frameworks[DotnetSdk.Framework] as JsonObject ?? [])
            {
                if (node?["resolved"]?.GetValue<string>() is { } version)
                {
                    _entries[id] = new Entry(
                        version,
                        node["requested"]?.GetValue<string>(),
                        node["contentHash"]?.GetValue<string>() ?? "",
                        [.. (node["dependencies"] as JsonObject ?? []).Select(d => d.Key)]);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            // A lock that cannot be read locks nothing; it is written anew.
            _entries.Clear();
        }
    }

    private string Text()
    {
        var packages = new JsonObject();
        foreach (var (id, entry) in _entries)
        {
            var node = new JsonObject { ["type"] = entry.Requested is null ? "Transitive" : "Direct" };
            if (entry.Requested is not null)
            {
                node["requested"] = entry.Requested;
            }

            node["resolved"] = entry.Version;
            node["contentHash"] = entry.Hash;
            if (entry.Dependencies.Count > 0)
            {
                node["dependencies"] = new JsonObject(entry.Dependencies.Order(StringComparer.Ordinal)
                    .Select(d => KeyValuePair.Create<string, JsonNode?>(d, _entries.TryGetValue(d, out var known) ? known.Version : "")));
            }

            packages[id] = node;
        }

        return new JsonObject { ["version"] = 1, ["dependencies"] = new JsonObject { [DotnetSdk.Framework] = packages } }.ToJsonString(Writing) + "\n";
    }

    private sealed record Entry(string Version, string? Requested, string Hash, IReadOnlyList<string> Dependencies);
}
