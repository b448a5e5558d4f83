using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>The scan as git runs it before a commit, over a notebook as other tools write it.</summary>
public sealed class CommitHookTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_of_a_notebook_that_names_a_patient_is_refused_and_one_of_a_clean_notebook_is_not()
    {
        var git = Repository.Program("/usr/bin/git", "git");
        await GitAsync(git, "init", "-q");
        var hook = Path.Combine(_folder.Root, ".git", "hooks", "pre-commit");
        await File.WriteAllTextAsync(
            hook, $"#!/bin/sh\nexec {Repository.Tool} scan --staged\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        const string Table = "<table><thead><tr><th></th><th>PatientName</th><th>dose</th></tr></thead><tbody><tr><th>0</th><td>Weatherwax, Esmeralda</td><td>1.5</td></tr></tbody></table>";
        Write(Table);
        await GitAsync(git, "add", "the other.ipynb");
        var (code, said) = await GitAsync(git, "commit", "-qm", "results");
        Assert.NotEqual(0, code);
        Assert.Contains("the other.ipynb: cell 1, output 1: values in a column named after what identifies", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Weatherwax", said, StringComparison.OrdinalIgnoreCase);

        // What is committed counts, not what the file says since.
        Write(Table.Replace("Weatherwax, Esmeralda", "", StringComparison.Ordinal));
        (code, said) = await GitAsync(git, "commit", "-qm", "results");
        Assert.True(code != 0, said);

        Write(Table.Replace("Weatherwax, Esmeralda", "‹PatientName·3f9a›", StringComparison.Ordinal));
        await GitAsync(git, "add", "the other.ipynb");
        (code, said) = await GitAsync(git, "commit", "-qm", "results");
        Assert.True(code == 0, said);
    }

    private void Write(string html) => File.WriteAllText(Path.Combine(_folder.Root, "the other.ipynb"), new JsonObject
    {
        ["cells"] = new JsonArray(new JsonObject
        {
            ["cell_type"] = "code", ["source"] = "frame", ["metadata"] = new JsonObject(), ["execution_count"] = 1,
            ["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "execute_result", ["metadata"] = new JsonObject(), ["execution_count"] = 1, ["data"] = new JsonObject { ["text/html"] = html, ["text/plain"] = "a frame" } }),
        }),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "python3", ["display_name"] = "Python 3", ["language"] = "python" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    private async Task<(int Code, string Output)> GitAsync(string git, params string[] arguments)
    {
        using var run = new ServerProcess(git, ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments], _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }
}
