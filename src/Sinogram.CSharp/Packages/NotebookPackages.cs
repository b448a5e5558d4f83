using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// The packages of one session. What is loaded stays as it is: later requests are resolved around it, and where that cannot be, the message says to
/// restart. The notebook's lock decides what its own history has decided before.
/// </summary>
internal sealed class NotebookPackages(PackageOptions options, PackageAssemblies assemblies)
{
    private readonly Lock _gate = new();
    private readonly PackageRestorer _restorer = new(options);
    private readonly List<PackageRequest> _requests = [];
    private volatile IReadOnlyList<string> _sources = [];
    private readonly Dictionary<string, RestoredPackage> _loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a feed or folder of packages.</summary>
    /// <exception cref="MagicException">There is no such folder, or packages are not allowed.</exception>
    public void AddSource(string source, string folder, string place)
    {
        CheckAllowed();
        var isFeed = source.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        var full = isFeed ? source : Path.GetFullPath(source, folder);
        if (options.OnlySources is { } only && !only.Contains(full, StringComparer.OrdinalIgnoreCase))
        {
            throw new MagicException($"The administrator's policy does not allow the package source {source}.", "It allows: " + string.Join(", ", only));
        }

        if (!isFeed && !Directory.Exists(full))
        {
            throw new MagicException($"{place}: there is no folder {source} of packages.", "Give a folder that holds .nupkg files, or the https address of a feed.");
        }

        lock (_gate)
        {
            if (!_sources.Contains(full))
            {
                _sources = [.. _sources, full];
            }
        }
    }

    /// <summary>What this machine has without asking a source; null where packages are not allowed.</summary>
    /// <param name="written">Sources that are being written, as they are written.</param>
    public KnownPackages? Known(IReadOnlyList<string> written)
    {
        if (!options.Allowed)
        {
            return null;
        }

        var (installed, configured) = PackageFolders.Of(options.ConfigurationFolder ?? Environment.CurrentDirectory);
        // Not under the gate: a restore may be running.
        var sources = configured.Concat(_sources).Concat(written.Select(s => s.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? s["nuget:".Length..].Trim() : s)
            .Where(s => s.Length > 0)).Where(s => !s.Contains("://", StringComparison.Ordinal)).Select(s => Path.GetFullPath(s));
        return new KnownPackages(installed, [.. sources.Where(s => options.OnlySources?.Contains(s, StringComparer.OrdinalIgnoreCase) != false).Distinct()]);
    }

    /// <summary>Restores and loads packages, all together, and says which they are.</summary>
    /// <returns>The scripts by which they extend the notebook, to be run.</returns>
    /// <exception cref="MagicException">One of them cannot be had; none is loaded then.</exception>
    public IReadOnlyList<string> Add(IReadOnlyList<PackageRequest> requests, IOutput output, CancellationToken token)
    {
        CheckAllowed();
        lock (_gate)
        {
            var wanted = New(requests);
            if (wanted.Count == 0)
            {
                return [];
            }

            List<PackageRequest> all = [.. _requests, .. wanted];
            using var progress = new RestoreProgress(output, wanted);
            var packages = Resolve(all, progress, token);
            var added = packages.Where(p => !_loaded.ContainsKey(p.Id)).ToList();
            foreach (var note in assemblies.Load(added, p => wanted.Any(r => Same(r.Id, p.Id))))
            {
                output.Stderr(note + "\n");
            }

            foreach (var package in added)
            {
                _loaded[package.Id] = package;
            }

            _requests.AddRange(wanted);
            progress.End(wanted.Select(r => packages.First(p => Same(r.Id, p.Id))), added.Count);
            return PackageAssemblies.Scripts(added);
        }
    }

    /// <summary>The requests that the session does not meet yet.</summary>
    private List<PackageRequest> New(IReadOnlyList<PackageRequest> requests)
    {
        var wanted = new List<PackageRequest>();
        foreach (var request in requests)
        {
            if (_loaded.TryGetValue(request.Id, out var loaded))
            {
                if (!request.Allows(loaded.Version))
                {
                    throw new MagicException(
                        $"{loaded.Id} {loaded.Version} is loaded in this session, and {request.Version} was asked for: a package cannot change its version while it is in use.",
                        "Restart the kernel and ask for the version you want first.");
                }

                continue;
            }

            if (wanted.FirstOrDefault(w => Same(w.Id, request.Id)) is { } twin)
            {
                if (twin.Version != request.Version)
                {
                    throw new MagicException($"This cell asks for {request.Id} twice, as {twin.Version} and as {request.Version}.", "Keep one of the two lines.");
                }

                continue;
            }

            wanted.Add(request);
        }

        return wanted;
    }

    private IReadOnlyList<RestoredPackage> Resolve(List<PackageRequest> requests, RestoreProgress progress, CancellationToken token)
    {
        var locked = PackageLock.Of(options);
        var pinned = Pinned(requests, locked);
        var outcome = _restorer.Restore(pinned, _sources, requests, progress.Report, token);
        if (outcome is RestoreOutcome.Failed { IsUnreachable: false } && Pinned(requests, null) is var free && !free.SequenceEqual(pinned))
        {
            // What the lock holds may not go together with what is new.
            outcome = _restorer.Restore(free, _sources, requests, progress.Report, token);
        }

        if (outcome is RestoreOutcome.Failed { IsUnreachable: false, IsMissing: false } failed && _loaded.Count > 0
            && _restorer.Restore([.. requests.Where(r => !_loaded.ContainsKey(r.Id)).Select(r => (r.Id, r.Range))], _sources, requests, progress.Report, token) is RestoreOutcome.Ready without)
        {
            throw Restart(without.Packages) ?? failed.Error;
        }

        var ready = outcome as RestoreOutcome.Ready ?? throw ((RestoreOutcome.Failed)outcome).Error;
        var packages = ready.Packages;
        if (Restart(packages) is { } conflict)
        {
            throw conflict;
        }

        if (locked.Changed(packages) is { } changed)
        {
            throw new MagicException(
                $"The content of package {changed.Id} {changed.Version} is not the one that this notebook's lock knows: it was replaced at its source.",
                $"If that is right, delete its entry in {locked.FilePath}.");
        }

        Keep(locked, requests, packages);
        _restorer.Remember(Pinned(requests, locked), _sources, ready);
        return packages;
    }

    /// <summary>Every package that is decided already, with exactly its version; the rest as asked for.</summary>
    private List<(string Id, string Range)> Pinned(List<PackageRequest> requests, PackageLock? locked)
    {
        var ranges = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var package in _loaded.Values)
        {
            ranges[package.Id] = $"[{package.Version}]";
        }

        var known = new List<string>();
        foreach (var request in requests.Where(r => !_loaded.ContainsKey(r.Id)))
        {
            var version = locked?.VersionFor(request);
            ranges[request.Id] = version is null ? request.Range : $"[{version}]";
            if (version is not null)
            {
                known.Add(request.Id);
            }
        }

        foreach (var (id, version) in locked?.VersionsBelow(known) ?? new Dictionary<string, string>())
        {
            ranges.TryAdd(id, $"[{version}]");
        }

        return [.. ranges.Select(r => (r.Key, r.Value))];
    }

    private MagicException? Restart(IReadOnlyList<RestoredPackage> packages)
    {
        var other = packages.FirstOrDefault(p => _loaded.TryGetValue(p.Id, out var loaded) && loaded.Version != p.Version);
        return other is null
            ? null
            : new MagicException(
                $"These packages need {other.Id} {other.Version}, and this session has loaded {_loaded[other.Id].Version}: a package cannot change its version while it is in use.",
                "Restart the kernel and put all #r lines into one cell.");
    }

    private static void Keep(PackageLock locked, List<PackageRequest> requests, IReadOnlyList<RestoredPackage> packages)
    {
        try
        {
            locked.Keep(requests, packages);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"The lock of the notebook's packages cannot be written: {e.Message}", "Make room, or make its folder writable.", e);
        }
    }

    private void CheckAllowed()
    {
        if (!options.Allowed)
        {
            throw new MagicException("The administrator's policy does not allow packages.", "'sinogram doctor --policy' shows what is in force.");
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
