using System.CommandLine;
using System.Text;
using Sinogram.Tool.Configuration;
using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Scan;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram scan</c> and <c>sinogram clean</c>: what a notebook tells of patients before it is shared, and the way to share it without outputs.</summary>
internal static class ScanCommand
{
    private static readonly HashSet<string> Notebooks = new(StringComparer.OrdinalIgnoreCase) { ".ipynb" };

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "notebooks, other text files, folders, or - for standard input", Arity = ArgumentArity.ZeroOrMore };
        var workspaces = new Option<string[]>("--workspace", "-w")
        {
            Description = "a workspace whose patients to look for, besides those that the notebooks name", AllowMultipleArgumentsPerToken = true,
        };
        var staged = new Option<bool>("--staged") { Description = "what git has staged for the next commit, as it will be committed: for a pre-commit hook" };
        var command = new Command("scan", "Look for identifying values in notebooks; the exit code is 1 where there are any, 2 where something cannot be read. Fit for a pre-commit hook.") { files, workspaces, staged };
        command.SetAction(parsed => Scan(parsed.GetValue(files) ?? [], parsed.GetValue(workspaces) ?? [], parsed.GetValue(staged)));
        return command;
    }

    public static Command CreateClean()
    {
        var files = new Argument<string[]>("file") { Description = "notebooks, folders, or - for a filter from standard input to standard output", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "change nothing; the exit code is 1 where there is something to take out" };
        var command = new Command("clean", "Take outputs, execution counts and what else runs leave out of notebooks, in place; the rest stays as it is, byte for byte.") { files, check };
        command.SetAction(parsed => Clean(parsed.GetRequiredValue(files), parsed.GetValue(check)));
        return command;
    }

    private static int Scan(IReadOnlyList<string> arguments, IReadOnlyList<string> workspaces, bool staged)
    {
        if (arguments.Count == 0 && !staged)
        {
            throw new UserErrorException("scan takes files, folders, - or --staged.");
        }

        ProcessSettings.Apply(SettingsLoader.Load(headless: true, Console.Error.WriteLine));
        List<(string Name, byte[] Bytes)> files = [.. ScannedFiles.Read(arguments), .. staged ? ScannedFiles.Staged() : []];
        var known = new KnownWorkspaces();
        foreach (var workspace in workspaces.Concat(files.SelectMany(f => KnownWorkspaces.NamedIn(Encoding.UTF8.GetString(f.Bytes)))).Distinct())
        {
            known.Add(workspace, Console.Error.WriteLine);
        }

        var scan = new NotebookScan(known);
        var found = 0;
        foreach (var finding in files.SelectMany(f => scan.Scan(f.Name, f.Bytes)))
        {
            found++;
            Console.WriteLine(finding);
        }

        Console.WriteLine(found == 0
            ? $"Nothing that identifies was found in {Count(files.Count)}."
            : $"{found} findings in {Count(files.Count)}. `sinogram clean` takes outputs out; sources are yours to mend.");
        return found == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static int Clean(IReadOnlyList<string> arguments, bool check)
    {
        var (changed, code) = (0, ExitCode.Success);
        foreach (var file in arguments.SelectMany(a => Directory.Exists(a) ? ScannedFiles.Within(a, Notebooks) : [a]))
        {
            try
            {
                var before = ScannedFiles.Content(file);
                var (after, outputs) = NotebookCleaner.Clean(before, file);
                var isChanged = !ReferenceEquals(after, before);
                changed += isChanged ? 1 : 0;
                if (file == ScannedFiles.StandardInput && !check)
                {
                    using var output = Console.OpenStandardOutput();
                    output.Write(after);
                }
                else if (isChanged)
                {
                    Console.WriteLine($"{file}: {(outputs == 1 ? "1 output" : $"{outputs} outputs")}{(outputs == 0 ? ", but traces of a run" : "")}{(check ? "" : " taken out")}");
                    if (!check)
                    {
                        NotebookFile.Write(file, () => after);
                    }
                }
            }
            catch (UserErrorException e)
            {
                // The other files are cleaned all the same.
                Console.Error.WriteLine(e.Message);
                code = ExitCode.Usage;
            }
        }

        return code != ExitCode.Success ? code : check && changed > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";
}
