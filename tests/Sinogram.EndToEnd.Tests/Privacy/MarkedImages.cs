using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>Images in which every text, name, date and UID that the confidentiality profiles act on is a marker, and the search for the markers.</summary>
internal sealed class MarkedImages
{
    /// <summary>The images that the notebooks of the project read.</summary>
    public const string Installed = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    private const string Template = Installed + "/CT_small.dcm";

    private MarkedImages(string folder, JsonNode planted)
    {
        Folder = folder;
        Files = (int)planted["files"]!;
        Markers = (int)planted["markers"]!;
        Copies = [.. planted["names"]!.AsArray().Select(n => (string)n!)];
        Dates = planted["dates"]!.AsArray().Select(d => DateOnly.ParseExact((string)d!, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet();
    }

    /// <summary>Where they lie.</summary>
    public string Folder { get; }

    /// <summary>How many files bear markers.</summary>
    public int Files { get; }

    /// <summary>Which of the copies they are.</summary>
    public IReadOnlyList<string> Copies { get; }

    /// <summary>How many markers were planted.</summary>
    public int Markers { get; }

    /// <summary>The dates among them.</summary>
    public IReadOnlySet<DateOnly> Dates { get; }

    /// <summary>One file with an element for every row of the profiles' table, and others.</summary>
    public static MarkedImages Full(string folder, params IEnumerable<string> files) => Plant(folder, ["--full", Template, "image.dcm", .. files]);

    /// <summary>The images of the notebooks.</summary>
    public static MarkedImages OfNotebooks(string folder) => Plant(folder, Installed);

    /// <summary>A notebook of the project that reads the marked images in place of the installed ones.</summary>
    public string Redirected(string notebook) => notebook.Replace(Installed, Path.Combine(Folder, Path.GetFileName(Installed)), StringComparison.Ordinal);

    private static MarkedImages Plant(string folder, params string[] sources)
    {
        Assert.SkipUnless(File.Exists(Template), "the images are not installed: apt-get install python3-pydicom");
        Directory.CreateDirectory(folder);
        var table = Path.Combine(Repository.Root, "src", "Sinogram.Imaging", "Dicom", "Tables", "confidentiality.tsv");
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Privacy", "canaries.py"));
        return new MarkedImages(folder, JsonNode.Parse(Oracle.Python(script, [table, folder, .. sources]))!);
    }
}
