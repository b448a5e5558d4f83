using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;

namespace Sinogram.Magics.Dicom;

/// <summary><c>#!dicom harvest</c>: live progress, then the counts, which add up, and why sources were refused.</summary>
internal static class HarvestVerb
{
    public static async Task<object?> RunAsync(MagicInvocation invocation, NotebookState state, DeidentificationKey? key, CancellationToken token)
    {
        string source = invocation.Argument(0)!;
        HarvestOptions options = new()
        {
            Profile = invocation.Option("deid") ?? "basic",
            IndexOnly = invocation.Has("index-only"),
            IsPublic = invocation.Has("public"),
            Key = key,
            Time = state.Time,
        };
        if (!invocation.Context.Settings.Policy.AllowIdentified && (options.Profile == "none" || options.IndexOnly))
        {
            throw new MagicException(
                "The administrator's policy allows no identified workspace.", "Harvest with --deid basic and without --index-only; `sinogram doctor --policy` shows the policy.");
        }

        if (source.Contains("://", StringComparison.Ordinal) && !source.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            invocation.Context.Connections.Allow(source);
        }

        HarvestResult result;
        using (IProgressHandle bar = invocation.Context.Output.Progress("harvest"))
        {
            result = await Harvester.RunAsync(source, invocation.Option("to")!, options, new Bar(bar), token);
        }

        state.Workspace = result.Workspace;
        invocation.Context.Output.Display(HarvestReport.Bundle(result));
        return invocation.Has(CommonOptions.Out.Name) ? result : null;
    }

    private sealed class Bar(IProgressHandle handle) : IProgress<HarvestProgress>
    {
        public void Report(HarvestProgress value)
        {
            double seconds = Math.Max(value.Elapsed.TotalSeconds, 1e-3);
            HarvestCounts counts = value.Counts;
            handle.Report(value.Fraction, string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Seen:N0}{(value.AllFound ? $" of {value.Found:N0}" : "")} files, {counts.Kept:N0} kept, {counts.Quarantined:N0} quarantined, {counts.Seen / seconds:N0} files/s, {value.Bytes / 1e6 / seconds:N1} MB/s"));
        }
    }
}
