using System.Text.RegularExpressions;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Conformance;

/// <summary>One run of Jupyter's conformance tests against the tool.</summary>
public sealed class ConformanceRun : IAsyncLifetime
{
    /// <summary>Test name to its outcome and details; null where the tests are not installed.</summary>
    public IReadOnlyDictionary<string, (string Outcome, string Detail)>? Results { get; private set; }

    /// <summary>All that the run printed.</summary>
    public string Output { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/jupyter_kernel_test"))
        {
            return;
        }

        using var folder = new TestFolder();
        var script = Path.Combine(AppContext.BaseDirectory, "Conformance", "conformance.py");
        using var run = new ServerProcess("/usr/bin/python3", [script], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Output = run.Output;
        var results = new Dictionary<string, (string, string)>();
        foreach (Match line in Regex.Matches(Output, @"^(\w+\.\w+)\t(\w+)\t(.*?)\r?$", RegexOptions.Multiline))
        {
            // A test with failed parts reports them and may still end well: the failure stays.
            if (!results.TryGetValue(line.Groups[1].Value, out var before) || before.Item1 == "ok")
            {
                results[line.Groups[1].Value] = (line.Groups[2].Value, Regex.Unescape(line.Groups[3].Value));
            }
        }

        Results = results;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
