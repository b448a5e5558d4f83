using System.Globalization;
using Sinogram.Core.Magics;
using Sinogram.Data.Presentation;
using Sinogram.Magics.Formatting;

namespace Sinogram.Magics.Drill;

/// <summary>Runs a statement: shows its first rows, keeps all of them, or writes them to a file.</summary>
internal static class QueryVerb
{
    public static async Task<object?> RunAsync(MagicInvocation invocation, IDrillTarget target, CancellationToken token)
    {
        var keeps = invocation.Option(CommonOptions.Out.Name) is not null;
        var limit = invocation.Whole("limit");
        if (limit is < 0) { throw new MagicException($"--limit takes a number of rows from 0, not {limit}."); }
        if (invocation.Option("export") is { } path)
        {
            if (keeps) { throw new MagicException("--export and --out exclude one another.", "Export first; then read the file, or run the query again with --out."); }
            var file = ExportFile.Parse(invocation, path);
            var rows = await target.ExportAsync(Request(invocation, limit), file, token).ConfigureAwait(false);
            invocation.Context.Output.Stdout($"{rows.ToString("N0", CultureInfo.InvariantCulture)} {(rows == 1 ? "row" : "rows")} written to {path}{Size(file.Path)}.\n");
            return null;
        }
        var result = await target.RunAsync(Request(invocation, limit ?? (keeps ? null : DrillVerbs.FirstRows)), token).ConfigureAwait(false);
        foreach (var notice in result.Notices) { invocation.Context.Output.Stderr(notice + "\n"); }
        var shown = result.Table.WithMetadata(TablePages.Key, "true");
        return result.More ? shown.WithMetadata(TableSummary.PartialKey, "true") : shown;
    }

    /// <summary>What the line and the body ask for.</summary>
    public static DrillRequest Request(MagicInvocation invocation, long? limit, string? sql = null)
    {
        var timeout = invocation.Number("timeout");
        if (timeout is <= 0) { throw new MagicException("--timeout takes a number of seconds above 0."); }
        var text = sql ?? invocation.Body;
        ExportPolicy.RequireOf(invocation.Context.Settings, text, tablesAreFiles: true);
        return new DrillRequest(text, limit, DrillParameters.For(invocation, text), invocation.Option("schema"), Settings(invocation))
        {
            Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            IsPublic = invocation.Has("public"),
        };
    }

    private static Dictionary<string, string> Settings(MagicInvocation invocation)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in invocation.Options("set"))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) { throw new MagicException($"--set takes OPTION=VALUE, not '{setting}'.", "For example: --set store.format=json"); }
            settings[setting[..equals].Trim('`')] = setting[(equals + 1)..];
        }
        return settings;
    }

    private static string Size(string path)
    {
        if (!File.Exists(path)) { return ""; }
        var bytes = new FileInfo(path).Length;
        return bytes < 1_000_000 ? $" ({(bytes / 1e3).ToString("0.#", CultureInfo.InvariantCulture)} kB)" : $" ({(bytes / 1e6).ToString("0.#", CultureInfo.InvariantCulture)} MB)";
    }
}
