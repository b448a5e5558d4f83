using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Errors;
using Sinogram.CSharp.Execution;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Output;
using Sinogram.CSharp.Packages;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Runtime;
using Sinogram.CSharp.Services;

namespace Sinogram.CSharp;

/// <summary>
/// C# as the language of a notebook. Cells are compiled as ordinary code against exactly the earlier cells whose names they use, and run on a
/// thread of their own in the kernel's process.
/// </summary>
public sealed class CSharpLanguage : ILanguage, IDisposable
{
    private static readonly string[] DefaultImports =
        ["System", "System.IO", "System.Linq", "System.Text", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks"];

    private readonly NameTable _table = new();
    private readonly Lock _compiling = new();
    private readonly CellThreads _threads = new();
    private readonly CellCompiler _compiler;
    private readonly CellRunner _runner;
    private readonly RuntimeErrors _errors;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Completer _completer;
    private readonly Inspector _inspector;
    private readonly CellVariables _variables;
    private readonly Activity _activity;

    /// <summary>A language without names yet. Cheap: the compiler is loaded when the first cell comes, or by <see cref="WarmUp"/>.</summary>
    /// <param name="options">What the kernel offers to cells.</param>
    public CSharpLanguage(CSharpOptions? options = null)
    {
        options ??= new CSharpOptions();
        PrepareProcess();
        _time = options.Time;
        _activity = new Activity(_time);
        _patience = options.InterruptPatience;
        var references = new ReferenceSet(options.Assemblies, options.AssemblyFiles);
        var context = new CellLoadContext(options.Assemblies.Append(typeof(CSharpLanguage).Assembly).Append(typeof(ILanguage).Assembly), options.AssemblyFiles);
        var packages = options.Packages is { } from ? new NotebookPackages(from, new PackageAssemblies(references, context)) : null;
        _compiler = new CellCompiler(_table, references, context, [.. DefaultImports.Concat(options.Imports).Distinct().Select(i => $"using {i};")]);
        var publisher = new Publisher(_table);
        var texts = new CellTexts();
        _errors = new RuntimeErrors(texts, _table, CellOf, _compiler.Assemblies.GetValueOrDefault, n => _variables!.TryGet(n, out var value) ? value : null);
        var replaced = new ReplacedCells(_table, _compiler, context, texts);
        _variables = new CellVariables(_table, _compiler, references, publisher, replaced, _compiling);
        _runner = new CellRunner(_table, _compiler, publisher, replaced, texts, _errors, new CellReferences(references, context, packages), context, _compiling)
        {
            Patience = _patience,
        };
        var documentation = new DocumentationSource(_table);
        var dynamics = new DynamicValues(_compiler, _variables);
        _completer = new Completer(_compiler, _table, documentation, dynamics, new DirectiveCompleter(packages), new TextCompletion(options.TextNames, n => _variables.TryGet(n, out var value) ? value : null));
        _inspector = new Inspector(_compiler, _table, documentation, dynamics, n => _variables.TryGet(n, out var value) ? value : null);
    }

    /// <summary>
    /// Installs what holds for the whole process: unhandled exceptions of cells are shown in them, and so is <c>Environment.Exit</c>. A host that keeps
    /// the process on its exit calls this before it installs its own handler; else the first language does.
    /// </summary>
    public static void PrepareProcess()
    {
        UnhandledExceptions.Install();
        ProcessExits.Install();
    }

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; } = new(
        "csharp", ["c#", "cs"], "C#", "14.0", "text/x-csharp", ".cs", "csharp", "text/x-csharp");

    /// <inheritdoc/>
    public IVariables Variables => _variables;

    /// <inheritdoc/>
    public IReadOnlyList<string> StillRunning => _threads.StillRunning;

    /// <summary>Loads and compiles what the first cell needs, without leaving a trace. For a thread of its own, after the kernel is ready.</summary>
    public void WarmUp()
    {
        lock (_compiling)
        {
            new CompilerWarmUp(_compiler).Once();
        }
    }

    /// <summary>
    /// Has the compiler's own code compiled well by the runtime, which else takes some hundreds of cells: a few seconds of a processor, spent while nothing
    /// is asked for. A cell that comes meanwhile waits for nothing. Call it after <see cref="WarmUp"/>, on the same thread.
    /// </summary>
    /// <returns>False where the language's end came first.</returns>
    public bool WarmUpThoroughly()
    {
        new CompilerWarmUp(_compiler).UntilCompiled(_activity.WaitForRest);
        return _activity.WaitForRest();
    }

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        if (token.IsCancellationRequested)
        {
            return Task.FromResult<CellResult>(new CellResult.Cancelled());
        }

        var run = new CellRun(part.CellNumber, _time.GetUtcNow()) { Describe = e => _errors.Of(e).Traceback };
        var execution = new CellExecution(run, _patience, _time);
        var output = new CellOutputBuffer(context.Output, run);
        var inner = new CellContext(output, context.Input, context.Channels, context.CellNumber) { Session = context.Session };
        var thread = _threads.Take();
        _activity.Begin();
        ProcessExits.Begin(execution, context);
        thread.Post(() => execution.End(_runner.Run(part, inner, output, run, token)));
        if (context.IsCallerWaiting)
        {
            return Task.FromResult(Watch(execution, thread, token));
        }

        // The thread that watches is the cell's own, not one of the pool, which the cell may exhaust; what awaits this task goes on there.
        var source = new TaskCompletionSource<CellResult>();
        var supervisor = new Thread(() => source.SetResult(Watch(execution, thread, token)))
        {
            IsBackground = true,
            Name = "supervisor",
        };
        supervisor.Start();
        return source.Task;
    }

    /// <inheritdoc/>
    public Task<Completions> CompleteAsync(string code, int position, CancellationToken token)
    {
        _activity.Touch();
        return Task.FromResult(_completer.Complete(code, position, token));
    }

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token)
    {
        _activity.Touch();
        return Task.FromResult(_inspector.Inspect(code, position, token));
    }

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => CodeCompleteness.Of(code);

    /// <inheritdoc/>
    public void Dispose()
    {
        _activity.Dispose();
        _threads.Dispose();
    }

    private CellAssembly? CellOf(int id) => _compiler.Assemblies.GetValueOrDefault(CellImage.NameOf(id));

    private CellResult Watch(CellExecution execution, CellThread thread, CancellationToken token)
    {
        var result = execution.Supervise(token);
        ProcessExits.End(execution);
        _threads.GiveBack(thread, execution);
        _activity.End();
        return result;
    }

}
