using System.Diagnostics;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;
using Sinogram.Magics.Python;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;
using Sinogram.Tool.Composition;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>A whole session as the tool composes it, whose Python runs in Debian's kernel; shared by the tests of a class, one after the other.</summary>
public sealed class PythonFixture : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";

    public PythonFixture() => Session = SessionFactory.Create(headless: true, _ => { }, python: Bridge, clock: new PatientClock());

    public Session Session { get; }

    public PythonBridge Bridge { get; } = new();

    public ILanguage Language => Session.LanguageOf("python")!;

    public IValueExchange Values => Language.Exchange!;

    /// <summary>Skips where a module is not installed.</summary>
    public static void Needs(string module, string package)
    {
        using var process = File.Exists(Python) ? Process.Start(new ProcessStartInfo(Python, ["-c", "import " + module]) { RedirectStandardError = true }) : null;
        process?.WaitForExit();
        Assert.SkipUnless(process?.ExitCode == 0, $"Python's {module} is not installed: apt-get install {package}");
    }

    public ValueTask InitializeAsync()
    {
        Needs("ipykernel", "python3-ipykernel");
        Needs("numpy", "python3-numpy");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    /// <summary>Runs a cell to whatever end.</summary>
    internal async Task<(CellResult Result, RecordingSink Sink)> RunAsync(string code, RecordingSink? sink = null, IInput? input = null, CancellationToken token = default)
    {
        sink ??= new RecordingSink();
        var request = new CellRequest(code);
        var result = await Session.ExecuteAsync(request, Session.NextExecutionCount(request), new CellFrontEnd(sink, input ?? new NoInput(), new NoChannels()), token);
        return (result, sink);
    }

    /// <summary>Runs a cell that has to complete.</summary>
    internal async Task<RecordingSink> CompletesAsync(string code)
    {
        var (result, sink) = await RunAsync(code, token: TestContext.Current.CancellationToken);
        Assert.True(result is CellResult.Completed, sink.Error is { } error ? error.Message + "\n" + string.Join('\n', error.Traceback) : result.ToString());
        return sink;
    }

    /// <summary>What Python itself says of an expression.</summary>
    internal async Task<string> SaysAsync(string expression) => (await CompletesAsync($"#!python\nprint({expression}, end='')")).Stdout;
}
