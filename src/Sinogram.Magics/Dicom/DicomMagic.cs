using Sinogram.Core.Magics;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Magics.Dicom;

/// <summary>Harvests DICOM files into a workspace and shows what lies there. Each verb is one call of <c>Sinogram.Imaging</c>.</summary>
public sealed class DicomMagic : IMagic
{
    private static readonly VerbInfo Harvest = new(
        "harvest",
        "Validates, de-identifies and keeps the images of a folder, a file, a bucket (s3://), a Hadoop folder (webhdfs://) or a DICOMweb server; broken ones go to the quarantine table.",
        new OptionInfo("to", "the workspace, a folder that is made where missing") { Value = "FOLDER", Required = true },
        new OptionInfo("deid", "how to de-identify; none leaves the workspace identified") { Value = "basic|none", Choices = ["basic", "none"], Default = "basic" },
        OptionInfo.Flag("index-only", "keep only the catalogue, of the files as they are; the workspace is identified"),
        OptionInfo.Flag("public", "the source carries no patient: with --deid none or --index-only the workspace identifies nobody, and is not masked"))
    {
        Arguments = ["SOURCE"],
        HasResult = true,
    };

    private static readonly VerbInfo Catalog = Reading("catalog", "Gives the catalogue: one row for each instance.");
    private static readonly VerbInfo Series = Reading("series", "Gives one row for each series, in the names of the Imaging Data Commons.");
    private static readonly VerbInfo Quarantine = Reading("quarantine", "Gives the sources that were refused, with rule and reason.");
    private static readonly VerbInfo Validation = Reading("validation", "Gives what was found on kept instances, by rule, severity and element.");

    private static readonly VerbInfo Montage = new(
        "montage",
        "Shows the images of a workspace side by side; those whose pixels may identify are withheld.",
        OptionInfo.Whole("limit", "images at most", "24"),
        OptionInfo.Whole("columns", "images in a row", "6"))
    {
        Arguments = ["[WORKSPACE]"],
        CanReveal = true,
    };

    private static readonly VerbInfo Show = new("show", "Shows one image of the workspace.", OptionInfo.Whole("frame", "which frame, counted from 0", "0"))
    {
        Arguments = ["SOPINSTANCEUID", "[WORKSPACE]"],
        CanReveal = true,
    };

    private static readonly VerbInfo View = new("view", "Shows a series or an image to scroll through, with its window to set, where the front end has widgets.")
    {
        Arguments = ["SERIESINSTANCEUID", "[WORKSPACE]"],
        CanReveal = true,
    };

    private static readonly VerbInfo Header = new(
        "header", "Shows the elements of a file; identifying values are masked.", OptionInfo.Flag("public", "the file carries no patient: nothing is masked"))
    {
        Arguments = ["FILE"],
        HasResult = true,
    };

    private static readonly VerbInfo Compact = new("compact", "Merges the small parts of a catalogue; readers notice nothing.")
    {
        Arguments = ["[WORKSPACE]"],
    };

    private readonly NotebookState _state;
    private readonly DeidentificationKey? _key;

    /// <param name="state">Remembers the workspace in use.</param>
    /// <param name="key">The key; the user's own where null.</param>
    public DicomMagic(NotebookState state, DeidentificationKey? key = null) => (_state, _key) = (state, key);

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "dicom",
        "Harvests DICOM images into a de-identified workspace with a catalogue, and shows them.",
        [Harvest, Catalog, Series, Quarantine, Validation, Montage, Show, View, Header, Compact],
        "#!dicom harvest /usr/lib/python3/dist-packages/pydicom/data/test_files --to ~/sinogram-demo/workspace");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            return invocation.Verb.Name switch
            {
                "harvest" => await HarvestVerb.RunAsync(invocation, _state, _key, token),
                "catalog" => OpenCatalog(invocation.Argument(0)).Instances(token),
                "series" => OpenCatalog(invocation.Argument(0)).Series(token),
                "quarantine" => OpenCatalog(invocation.Argument(0)).Quarantine(token),
                "validation" => OpenCatalog(invocation.Argument(0)).Validation(token),
                "montage" => await PictureVerbs.MontageAsync(invocation, OpenCatalog(invocation.Argument(0)), token),
                "show" => await PictureVerbs.ShowAsync(invocation, OpenCatalog(invocation.Argument(1)), token),
                "view" => await PictureVerbs.ViewAsync(invocation, OpenCatalog(invocation.Argument(1)), token),
                "header" => HeaderVerb.Run(invocation),
                _ => CompactVerb(invocation, token),
            };
        }
        catch (Exception e) when (DicomErrors.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    private static VerbInfo Reading(string name, string summary) => new(name, summary) { Arguments = ["[WORKSPACE]"], HasResult = true };

    private object? CompactVerb(MagicInvocation invocation, CancellationToken token)
    {
        CompactResult result = OpenCatalog(invocation.Argument(0)).Compact(token);
        invocation.Context.Output.Stdout(result.PartsAfter == result.PartsBefore
            ? $"There is nothing to merge: the catalogue stays in {result.PartsBefore} parts.\n"
            : $"{result.PartsBefore} parts became {result.PartsAfter}.\n");
        return null;
    }

    private ImageCatalog OpenCatalog(string? named) => ImageCatalog.Open(OpenWorkspace(named));

    private ImageWorkspace OpenWorkspace(string? named)
    {
        string path = named ?? _state.Workspace ?? throw new MagicException(
            "No workspace is open in this notebook.", "Name one, or harvest first: #!dicom harvest SOURCE --to FOLDER");
        ImageWorkspace workspace = ImageWorkspace.Open(path);
        _state.Workspace = workspace.Root;
        return workspace;
    }
}
