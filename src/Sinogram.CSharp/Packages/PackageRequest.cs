using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Packages;

/// <summary>A package that a notebook asks for.</summary>
/// <param name="Id">Its name, as written.</param>
/// <param name="Version">The version or range, as written; <c>*</c> where none is.</param>
internal sealed record PackageRequest(string Id, string Version)
{
    /// <summary>The version where none is written: the newest stable one at the first time, then the one of the lock.</summary>
    public const string Newest = "*";

    /// <summary>One version and no other.</summary>
    public bool IsExact => Version.IndexOfAny(['*', '[', '(', ',']) < 0;

    /// <summary>What restore is asked for: a plain version means itself and not "at least".</summary>
    public string Range => IsExact ? $"[{Version}]" : Version;

    /// <summary>What it means depends on what the sources have today.</summary>
    public bool IsFloating => Version.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether a version is one of those asked for.</summary>
    public bool Allows(string version)
    {
        if (IsFloating)
        {
            var start = Version.TrimStart('[')[..Version.TrimStart('[').IndexOf('*', StringComparison.Ordinal)];
            return version.StartsWith(start, StringComparison.OrdinalIgnoreCase);
        }

        if (IsExact)
        {
            return PackageVersion.Compare(version, Version) == 0;
        }

        var bounds = Version[1..^1].Split(',');
        var (low, high) = (bounds[0].Trim(), bounds[^1].Trim());
        return (low.Length == 0 || PackageVersion.Compare(version, low) is var over && (Version[0] == '[' ? over >= 0 : over > 0))
            && (high.Length == 0 || PackageVersion.Compare(version, high) is var under && (Version[^1] == ']' ? under <= 0 : under < 0));
    }

    /// <summary>Reads what stands behind <c>nuget:</c>.</summary>
    /// <exception cref="MagicException">It names no package.</exception>
    public static PackageRequest Parse(string text, string place)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var id = (comma < 0 ? text : text[..comma]).Trim();
        var version = comma < 0 ? "" : text[(comma + 1)..].Trim();
        if (id.Length is 0 or > 100 || id.Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw new MagicException($"{place}: '{id}' is not the name of a package.", """Write #r "nuget: Name" or #r "nuget: Name, 1.2.3".""");
        }

        if (version.Any(c => !char.IsAsciiLetterOrDigit(c) && !".-+*[](), ".Contains(c)))
        {
            throw new MagicException($"{place}: '{version}' is not a version.", $"""Write #r "nuget: {id}, 1.2.3", or leave the version out for the newest.""");
        }

        if (version.Length > 0 && version[0] is '[' or '(' && (version.Length < 3 || version[^1] is not (']' or ')')))
        {
            throw new MagicException($"{place}: '{version}' is not a range of versions.", $"""Write #r "nuget: {id}, [1.0,2.0)" with both brackets.""");
        }

        return new PackageRequest(id, version.Length == 0 ? Newest : version);
    }
}
