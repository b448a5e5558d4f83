using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;

namespace Sinogram.CSharp.Tests;

/// <summary>A notebook of C# cells for tests: runs them in order and keeps what they put out.</summary>
internal sealed class Notebook : IDisposable
{
    private readonly RecordingSink _recorder = new();
    private int _count;

    public Notebook(CSharpOptions? options = null) => Language = new CSharpLanguage(options);

    public CSharpLanguage Language { get; }

    public string Stdout => _recorder.Stdout;

    public string Stderr => _recorder.Stderr;

    public IReadOnlyList<OutputEvent> Events => _recorder.Events;

    public IInput Input { get; set; } = new NoInput();

    public Task<CellResult> RunAsync(string code, int firstLine = 0, CancellationToken token = default)
    {
        var output = new CellOutput(new Formatters(), new PassThroughFilter(), _recorder, TimeProvider.System);
        var number = Interlocked.Increment(ref _count);
        return Language.ExecuteAsync(new CellPart(code, firstLine, number), new CellContext(output, Input, new NoChannels(), number), token);
    }

    /// <summary>Runs a cell that must succeed; its value.</summary>
    public async Task<object?> ValueAsync(string code)
    {
        var result = await RunAsync(code);
        if (result is CellResult.Failed failed)
        {
            Assert.Fail(string.Join("\n", failed.Error.Traceback));
        }

        return Assert.IsType<CellResult.Completed>(result).Value;
    }

    /// <summary>Runs a cell that must fail; its error.</summary>
    public async Task<CellError> ErrorAsync(string code, int firstLine = 0) =>
        Assert.IsType<CellResult.Failed>(await RunAsync(code, firstLine: firstLine)).Error;

    public object? this[string name] => Language.Variables.TryGet(name, out var value) ? value : throw new KeyNotFoundException(name);

    public bool Has(string name) => Language.Variables.TryGet(name, out _);

    public void Dispose() => Language.Dispose();
}
