using System.CommandLine;
using Sinogram.Tool.Composition;
using Sinogram.Tool.Install;
using Sinogram.CSharp;
using Sinogram.Data.Privacy;
using Sinogram.Jupyter.Kernel;
using Sinogram.Tool.Interop;
using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Report;
using Sinogram.Tool.Run;
using Sinogram.Tool.Survival;
using Sinogram.Tool.Run.Parameters;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram run</c>: a notebook from its first cell to its last, headless, with parameters.</summary>
internal static class RunCommand
{
    private const string KeyFigures = "key-figures";

    public static Command Create()
    {
        var notebook = new Argument<string>("notebook") { Description = "the notebook to run" };
        var output = new Option<string?>("--output", "-o") { Description = "where the executed notebook goes (default: NAME.out.ipynb beside it)" };
        var html = new Option<string?>("--html") { Description = "also write an HTML report to this file" };
        var parameter = new Option<string[]>("--parameter", "-p")
        {
            Description = "a parameter and its value; may be repeated", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true,
        };
        var file = new Option<string?>("--parameters-file", "-f") { Description = "a YAML or JSON file of parameters" };
        var timeout = new Option<double?>("--cell-timeout") { Description = "the longest that one cell may take, in seconds" };
        var cwd = new Option<string?>("--cwd") { Description = "the folder to run in (default: this one)" };
        var help = new Option<bool>("--help-notebook") { Description = "list the notebook's parameters, and stop" };
        var command = new Command("run", "Run a notebook headless, with typed parameters, and save what it gave.")
        {
            notebook, output, html, parameter, file, timeout, cwd, help,
        };
        command.SetAction((parsed, token) =>
        {
            var path = parsed.GetRequiredValue(notebook);
            if (parsed.GetValue(help))
            {
                return Task.FromResult(ShowParameters(path));
            }

            var seconds = parsed.GetValue(timeout);
            return RunAsync(
                new RunOptions(
                    path,
                    parsed.GetValue(output) ?? Path.ChangeExtension(path, ".out.ipynb"),
                    parsed.GetValue(html),
                    Values(parsed.GetValue(parameter) ?? [], parsed.GetValue(file)),
                    seconds is { } s ? TimeSpan.FromSeconds(s) : null,
                    parsed.GetValue(cwd)),
                token);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, CancellationToken token)
    {
        var notebook = NotebookDocument.Load(options.Notebook);
        ParameterInjection.Inject(notebook, options.Parameters);
        var output = Path.GetFullPath(options.Output);
        var html = options.Html is null ? null : Path.GetFullPath(options.Html);
        CheckWritable(output);
        if (html is not null)
        {
            CheckWritable(html);
        }

        var file = Path.GetFullPath(options.Notebook);

        // A file at the limit of its size is an error of the cell that writes it, and Environment.Exit waits until the notebook is saved.
        LibC.signal(LibC.SigFileSize, LibC.Ignore);
        CSharpLanguage.PrepareProcess();
        using var exit = new ExitHold(() => { });

        // The cells' own console output belongs to the cells: ours goes to the streams as they were before.
        using var console = ConsoleRedirect.Install();
        if (options.WorkingDirectory is { } folder)
        {
            Directory.SetCurrentDirectory(Directory.Exists(folder) ? folder : throw new UserErrorException($"There is no folder {folder}."));
        }

        using var children = ChildProcesses.EndAtLast();
        CellEnvironment.HideTokens();
        await using var session = SessionFactory.Create(headless: true, console.Error.WriteLine, file);
        console.Serve(session);
        var isTerminal = !Console.IsErrorRedirected;
        RunOutcome outcome;
        using (var native = DescriptorCapture.Start(1, session))
        using (var nativeErrors = DescriptorCapture.Start(2, session))
        {
            // What native code writes goes into its cell, through the filter, as in Jupyter.
            session.DrainOutput = () =>
            {
                native.Drain();
                nativeErrors.Drain();
            };
            await using var error = new DescriptorWriter(nativeErrors);
            var runner = new NotebookRunner(session, TimeProvider.System, new TextProgress(error, isTerminal));
            outcome = await runner.RunAsync(notebook, Save, options.CellTimeout, token).ConfigureAwait(false);
        }

        if (html is not null)
        {
            await File.WriteAllTextAsync(html, HtmlReport.Render(notebook, Path.GetFileNameWithoutExtension(options.Notebook), WebScript.Plotly.Read(), Camera(), WebScript.Temml.Read()), CancellationToken.None)
                .ConfigureAwait(false);
        }

        return Conclude(outcome, notebook, output, html, console);

        void Save()
        {
            ParameterInjection.Mask(notebook, text => IdentifyingValues.OfProcess.Masked(text));
            notebook.Save(output);
        }
    }

    private static Func<System.Text.Json.Nodes.JsonObject, byte[]?>? Camera() => WebScript.Plotly.Find() is { } file ? new FigureCamera(file).Take : null;

    private static int Conclude(RunOutcome outcome, NotebookDocument notebook, string output, string? html, ConsoleRedirect console)
    {
        switch (outcome)
        {
            case RunOutcome.Failed failed:
                console.Error.WriteLine();
                foreach (var line in failed.Error.Traceback)
                {
                    console.Error.WriteLine(line);
                }

                console.Error.WriteLine($"\nThe run stopped at cell {failed.CellNumber}. What it did is in {output}");
                return ExitCode.Failed;
            case RunOutcome.Interrupted interrupted:
                console.Error.WriteLine($"\nInterrupted in cell {interrupted.CellNumber}. What it did is in {output}");
                return ExitCode.Interrupted;
        }

        foreach (var cell in notebook.Cells.Where(c => c.Tags.Contains(KeyFigures)))
        {
            foreach (var data in cell.Outputs.Select(o => o!["data"]?["text/plain"] ?? o["text"]).OfType<System.Text.Json.Nodes.JsonNode>())
            {
                console.Out.WriteLine();
                console.Out.WriteLine(NotebookJson.Text(data).TrimEnd());
            }
        }

        console.Out.WriteLine();
        console.Out.WriteLine($"Executed notebook: {output}");
        if (html is not null)
        {
            console.Out.WriteLine($"Report:            {html}");
        }

        console.Out.WriteLine($"Open it with:      {OpenCommand.For(output)}");
        return ExitCode.Success;
    }

    private static int ShowParameters(string path)
    {
        var declared = ParameterInjection.Declared(NotebookDocument.Load(path));
        Console.WriteLine(declared.Count == 0 ? $"{path} has no cell tagged 'parameters'." : $"Parameters of {path}:");
        foreach (var parameter in declared)
        {
            Console.WriteLine($"  {parameter.Name}: {parameter.Type ?? "?"} (default {parameter.Default})  {parameter.Comment}");
        }

        return ExitCode.Success;
    }

    private static Dictionary<string, string> Values(string[] words, string? file)
    {
        var values = file is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : new Dictionary<string, string>(ParameterFile.Read(file), StringComparer.Ordinal);
        if (words.Length % 2 != 0)
        {
            throw new UserErrorException("--parameter takes a name and a value: --parameter epochs 20");
        }

        for (var i = 0; i < words.Length; i += 2)
        {
            values[words[i]] = words[i + 1];
        }

        return values;
    }

    private static void CheckWritable(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".sinogram-{Environment.ProcessId}.probe");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The output {path} cannot be written: {e.Message} Choose another place with --output and --html.");
        }
    }
}
