using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Data.Workers;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Tool.Report;

/// <summary>
/// Takes still pictures of figures that only plotly.js can draw, such as surfaces, with a browser of the machine and without a window or a network. Where there
/// is no browser, or it takes too long, there is no picture.
/// </summary>
/// <param name="plotly">The file of plotly.js.</param>
internal sealed partial class FigureCamera(string plotly)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The browser, or null.</summary>
    public static string? FindBrowser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Browsers.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>A figure as PNG; null where there is none.</summary>
    public byte[]? Take(JsonObject figure)
    {
        if (FindBrowser() is not { } browser)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("sinogram-figure-").FullName;
        try
        {
            var page = Path.Combine(folder, "figure.html");
            File.WriteAllText(page, Page(figure), Encoding.UTF8);
            return Picture().Match(Run(browser, folder, page)) is { Success: true } found ? Convert.FromBase64String(found.Groups[1].Value) : null;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
        finally
        {
            Delete(folder);
        }
    }

    /// <summary>A page that becomes the picture's address: what a graphics card draws is not on a screenshot.</summary>
    private string Page(JsonObject figure)
    {
        var json = figure.ToJsonString().Replace("<", "\\u003c", StringComparison.Ordinal);
        var size = string.Create(CultureInfo.InvariantCulture, $"width: {FigurePage.Pixels(figure, "width", 700)}, height: {FigurePage.Pixels(figure, "height", 420)}");
        return "<!DOCTYPE html><meta charset=\"utf-8\">"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline' file:\">"
            + $"<body><div id=\"f\"></div><script src=\"{new Uri(plotly).AbsoluteUri}\"></script><script>var f = {json};"
            + $"Plotly.newPlot('f', f.data, f.layout).then(function () {{ return Plotly.toImage('f', {{ format: 'png', {size} }}); }}).then(function (url) {{ document.body.textContent = url; }});</script>";
    }

    /// <summary>What the page has become.</summary>
    private static string Run(string browser, string folder, string page)
    {
        List<string> arguments =
        [
            "--headless=new", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-unsafe-swiftshader", "--virtual-time-budget=20000", $"--user-data-dir={Path.Combine(folder, "profile")}",
            "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        if (Environment.UserName == "root")
        {
            // Its sandbox refuses root, as in a container.
            arguments.Insert(0, "--no-sandbox");
        }

        var start = new ProcessStartInfo(browser, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment.Clear();
        foreach (var (name, value) in WorkerEnvironment.Clean())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var became = process.StandardOutput.ReadToEndAsync();
        if (process.WaitForExit(Patience))
        {
            return became.GetAwaiter().GetResult();
        }

        process.Kill(entireProcessTree: true);
        return "";
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that is just ending still writes there; what is left lies in the folder of temporary files.
        }
    }

    [GeneratedRegex("data:image/png;base64,([A-Za-z0-9+/=]+)")]
    private static partial Regex Picture();
}
