using System.CommandLine;
using System.Globalization;
using Sinogram.Imaging.Harvest;
using Sinogram.Imaging.Network;
using Sinogram.Imaging.Workspace;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram harvest</c>: what <c>#!dicom harvest</c> does, from a shell or a nightly job.</summary>
internal static class HarvestCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "a folder, a file, or the address of a DICOMweb server" };
        var to = new Option<string>("--to") { Description = "the workspace to harvest into", Required = true };
        var deid = new Option<string>("--deid") { Description = "the de-identification profile: basic or none", DefaultValueFactory = _ => "basic" };
        var indexOnly = new Option<bool>("--index-only") { Description = "list the files where they are, without de-identified copies" };
        var isPublic = new Option<bool>("--public") { Description = "the source carries no patient: with --deid none or --index-only the workspace identifies nobody" };
        var command = new Command("harvest", "Harvest DICOM images: validate, de-identify, catalogue.") { source, to, deid, indexOnly, isPublic };
        command.SetAction((parsed, token) => RunAsync(
            parsed.GetRequiredValue(source),
            parsed.GetRequiredValue(to),
            new HarvestOptions { Profile = parsed.GetValue(deid)!, IndexOnly = parsed.GetValue(indexOnly), IsPublic = parsed.GetValue(isPublic) },
            token));
        return command;
    }

    private static async Task<int> RunAsync(string source, string workspace, HarvestOptions options, CancellationToken token)
    {
        var settings = SettingsLoader.Load(headless: true, Console.Error.WriteLine);
        ProcessSettings.Apply(settings);
        if ((options.IndexOnly || options.Profile == "none") && !settings.Policy.AllowIdentified)
        {
            throw new UserErrorException("The policy of this machine forbids identified workspaces. Harvest with --deid basic.");
        }

        if (source.Contains("://", StringComparison.Ordinal) && !source.StartsWith("file://", StringComparison.OrdinalIgnoreCase) && !settings.Policy.AllowsConnection(source))
        {
            throw new UserErrorException("The policy of this machine does not allow a connection to this source.");
        }

        try
        {
            var progress = new LineProgress(Console.Error, isTerminal: !Console.IsErrorRedirected);
            var result = await Harvester.RunAsync(source, workspace, options, progress, token).ConfigureAwait(false);
            progress.Clear();
            Console.WriteLine(result);
            foreach (var reason in result.Reasons)
            {
                Console.WriteLine($"  {reason.Count,6}  {reason.Rule}: {reason.Reason}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.FilesPerSecond:0} files/s, {result.MegabytesPerSecond:0.0} MB/s"));
            return ExitCode.Success;
        }
        catch (HarvestException e)
        {
            throw Told(e, e.Hint);
        }
        catch (WorkspaceException e)
        {
            throw Told(e, e.Hint);
        }
        catch (DicomWebException e)
        {
            throw Told(e, e.Hint);
        }
    }

    private static UserErrorException Told(Exception e, string hint) => new($"{e.Message} To do: {hint}.", ExitCode.Failed);

    private sealed class LineProgress(TextWriter writer, bool isTerminal) : IProgress<HarvestProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
        private TimeSpan _shown;

        public void Report(HarvestProgress value)
        {
            if (isTerminal && value.Elapsed - _shown >= Interval)
            {
                _shown = value.Elapsed;
                writer.Write($"\r\x1b[K{value.Counts}");
                writer.Flush();
            }
        }

        public void Clear() => writer.Write(isTerminal ? "\r\x1b[K" : "");
    }
}
