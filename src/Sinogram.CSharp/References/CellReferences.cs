using System.Globalization;
using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.CSharp.Packages;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.References;

/// <summary>Does what the <c>#r</c> and <c>#i</c> lines of a cell ask for, before the cell is compiled.</summary>
internal sealed class CellReferences(ReferenceSet references, CellLoadContext context, NotebookPackages? packages)
{
    private const string Package = "nuget:";
    private const string OldSource = "RestoreSources=";

    private readonly Dictionary<string, DateTime> _written = new(StringComparer.Ordinal);

    /// <summary>Makes everything available that a text asks for; its packages together.</summary>
    /// <returns>The scripts by which packages extend the notebook, to be run before the text.</returns>
    /// <exception cref="MagicException">Something cannot be had; the message names the line.</exception>
    public IReadOnlyList<string> Apply(CellPart part, IOutput output, CancellationToken token)
    {
        var requests = new List<PackageRequest>();
        foreach (var directive in CellDirective.Of(part.Code))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{part.Place}, line {part.FirstLine + directive.Line + 1}");
            var folder = part.File?.Folder ?? Environment.CurrentDirectory;
            switch (directive.Kind)
            {
                case DirectiveKind.PackageSource:
                    Packages(place).AddSource(WithoutPrefix(directive.Text), folder, place);
                    break;
                case DirectiveKind.Reference when WithoutPrefix(directive.Text) is var name && name.Length < directive.Text.Length:
                    if (name.StartsWith(OldSource, StringComparison.OrdinalIgnoreCase))
                    {
                        Packages(place).AddSource(name[OldSource.Length..], folder, place);
                    }
                    else
                    {
                        requests.Add(PackageRequest.Parse(name, place));
                    }

                    break;
                case DirectiveKind.Reference:
                    AddFile(directive.Text, folder, place);
                    break;
            }
        }

        return requests.Count > 0 ? Packages(part.Place).Add(requests, output, token) : [];
    }

    private static string WithoutPrefix(string text) => text.StartsWith(Package, StringComparison.OrdinalIgnoreCase) ? text[Package.Length..].Trim() : text;

    private NotebookPackages Packages(string place) =>
        packages ?? throw new MagicException($"{place}: packages are not available here.", "Reference the package's library by its path: #r \"/path/to/file.dll\".");

    private void AddFile(string text, string folder, string place)
    {
        var file = Path.GetFullPath(text, folder);
        if (!File.Exists(file))
        {
            // An assembly of the framework or of the kernel may be named alone; cells see all of them as it is.
            var name = text.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? text : text + ".dll";
            if (text.Contains('/', StringComparison.Ordinal) || (FrameworkReferences.VersionOf(name) is null && references.FileOf(name) is null))
            {
                throw new MagicException(
                    $"{place}: #r \"{text}\": there is no such file.",
                    text.StartsWith("nuget", StringComparison.OrdinalIgnoreCase)
                        ? $"A package has a colon: #r \"nuget: {text["nuget".Length..].Trim()}\"."
                        : "Give the path of a .dll, absolute or from the notebook's folder; a package is #r \"nuget: NAME, VERSION\".");
            }

            return;
        }

        var simpleName = Path.GetFileNameWithoutExtension(file);
        if (references.FileOf(Path.GetFileName(file)) is { } other)
        {
            var changed = other == file && _written.TryGetValue(file, out var written) && File.GetLastWriteTimeUtc(file) != written;
            if (changed || (other != file && !context.IsShared(simpleName) && !File.ReadAllBytes(other).AsSpan().SequenceEqual(File.ReadAllBytes(file))))
            {
                throw new MagicException(
                    changed ? $"{place}: {Path.GetFileName(file)} has changed since this session loaded it." : $"{place}: another {Path.GetFileName(file)} is loaded in this session: {other}.",
                    "An assembly cannot be replaced while it is in use: restart the kernel.");
            }

            return;
        }

        if (references.AddFile(file))
        {
            _written[file] = File.GetLastWriteTimeUtc(file);
            context.AddFile(simpleName, file);
            context.AddFolder(Path.GetDirectoryName(file)!);
        }
    }
}
