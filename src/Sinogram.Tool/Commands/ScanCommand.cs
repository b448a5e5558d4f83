using System.CommandLine;
using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Scan;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram scan</c> and <c>sinogram clean</c>: what a notebook tells of patients before it is shared, and the way to share it without outputs.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "notebooks, or other text files", Arity = ArgumentArity.OneOrMore };
        var workspaces = new Option<string[]>("--workspace", "-w")
        {
            Description = "a workspace whose patients to look for, besides those that the notebooks name", AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("scan", "Look for identifying values in notebooks; the exit code is 1 where there are any. Fit for a pre-commit hook.") { files, workspaces };
        command.SetAction(parsed => Scan(parsed.GetRequiredValue(files), parsed.GetValue(workspaces) ?? []));
        return command;
    }

    public static Command CreateClean()
    {
        var files = new Argument<string[]>("file") { Description = "notebooks", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "change nothing; the exit code is 1 where there are outputs" };
        var command = new Command("clean", "Take the outputs out of notebooks, in place.") { files, check };
        command.SetAction(parsed => Clean(parsed.GetRequiredValue(files), parsed.GetValue(check)));
        return command;
    }

    private static int Scan(IReadOnlyList<string> files, IReadOnlyList<string> workspaces)
    {
        var known = new KnownWorkspaces();
        foreach (var workspace in workspaces.Concat(files.Where(File.Exists).SelectMany(f => KnownWorkspaces.NamedIn(File.ReadAllText(f)))).Distinct())
        {
            known.Add(workspace, Console.Error.WriteLine);
        }

        var scan = new NotebookScan(known);
        var found = 0;
        foreach (var finding in files.SelectMany(scan.Scan))
        {
            found++;
            Console.WriteLine(finding);
        }

        Console.WriteLine(found == 0
            ? $"Nothing that identifies was found in {Count(files.Count)}."
            : $"{found} findings in {Count(files.Count)}. `sinogram clean` takes outputs out; sources are yours to mend.");
        return found == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static int Clean(IReadOnlyList<string> files, bool check)
    {
        var withOutputs = 0;
        foreach (var file in files)
        {
            var notebook = NotebookDocument.Load(file);
            var outputs = notebook.Cells.Sum(c => c.Outputs.Count);
            if (outputs == 0)
            {
                continue;
            }

            withOutputs++;
            Console.WriteLine($"{file}: {outputs} outputs{(check ? "" : " taken out")}");
            if (!check)
            {
                foreach (var cell in notebook.Cells)
                {
                    cell.ClearOutputs();
                }

                notebook.Metadata.Remove("widgets");
                notebook.Save(file);
            }
        }

        return check && withOutputs > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";
}
