using System.Reflection;
using System.Text.Json;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// Files that packages bring by their build files instead of by their folders: references, libraries and data that a build would copy beside its program. The SDK evaluates
/// the build files, conditions and all; no step of a build is run. What it says is kept beside the restored set.
/// </summary>
internal static class BuildItems
{
    private const string Kept = "items.json";

    /// <summary>Asks the SDK, where a package's build files bring anything, and keeps the answer in the set's folder.</summary>
    public static void Find(string program, string project, IReadOnlyList<RestoredPackage> packages, CancellationToken token)
    {
        var folder = Path.GetDirectoryName(project)!;
        var kept = Path.Combine(folder, Kept);
        File.Delete(kept);
        if (!packages.Any(p => BuildFiles.BringFiles(p.Build)))
        {
            return;
        }

        var (exitCode, output) = DotnetSdk.Items(program, project, BuildFiles.Kinds, token);
        var begin = output.IndexOf('{', StringComparison.Ordinal);
        if (exitCode == 0 && begin >= 0)
        {
            File.WriteAllText(kept, output[begin..]);
        }
    }

    /// <summary>Hands what is kept on to another folder with the same set.</summary>
    public static void Copy(string from, string to)
    {
        if (File.Exists(Path.Combine(from, Kept)))
        {
            File.Copy(Path.Combine(from, Kept), Path.Combine(to, Kept), overwrite: true);
        }
    }

    /// <summary>The packages with what was kept of their build files.</summary>
    public static IReadOnlyList<RestoredPackage> AddTo(IReadOnlyList<RestoredPackage> packages, string folder)
    {
        var kept = Path.Combine(folder, Kept);
        if (!File.Exists(kept))
        {
            return packages;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(kept));
            var items = document.RootElement.GetProperty("Items");
            List<(string Kind, string File)> all = [.. BuildFiles.Kinds.Where(k => items.TryGetProperty(k, out _)).SelectMany(k => items.GetProperty(k).EnumerateArray().Select(i => (k, FileOf(k, i)))).Where(i => File.Exists(i.Item2)).Select(i => (i.k, i.Item2!))];
            return [.. packages.Select(p => With(p, [.. all.Where(i => i.File.StartsWith(p.Folder + "/", StringComparison.Ordinal))]))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return packages;
        }
    }

    private static RestoredPackage With(RestoredPackage package, IReadOnlyList<(string Kind, string File)> items)
    {
        if (items.Count == 0)
        {
            return package;
        }

        var managed = items.Select(i => i.File).Where(IsAssembly).ToList();
        var native = items.Select(i => i.File).Where(f => Path.GetFileName(f) is var name && (name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal))).ToList();
        return package with
        {
            Compile = [.. package.Compile.Concat(items.Where(i => i.Kind == "Reference").Select(i => i.File)).Distinct()],
            Runtime = [.. package.Runtime.Concat(managed).Distinct()],
            Native = [.. package.Native.Concat(native).Distinct()],
            Data = [.. items.Select(i => i.File).Except(managed).Except(native)],
        };
    }

    /// <summary>The file of an item that a program has beside it: a reference, or what is copied there.</summary>
    private static string? FileOf(string kind, JsonElement item)
    {
        if (kind == "Reference")
        {
            return Text("HintPath") is { Length: > 0 } hint ? Path.GetFullPath(hint.Replace('\\', '/')) : Text("FullPath");
        }

        return Text("CopyToOutputDirectory") is "Always" or "PreserveNewest" or "IfDifferent" ? Text("FullPath") : null;

        string? Text(string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static bool IsAssembly(string file)
    {
        if (!file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            return AssemblyName.GetAssemblyName(file).Name is not null;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            return false;
        }
    }
}
