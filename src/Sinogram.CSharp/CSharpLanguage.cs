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
using Sinogram.CSharp.Source;

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
    private readonly Lock _threads = new();
    private readonly List<CellExecution> _leftBehind = [];
    private readonly CellTexts _texts = new();
    private readonly ReplacedCells _replaced;
    private readonly ReferenceSet _references;
    private readonly CellLoadContext _context;
    private readonly CellReferences _cellReferences;
    private readonly CellCompiler _compiler;
    private readonly Publisher _publisher;
    private readonly RuntimeErrors _errors;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Completer _completer;
    private readonly Inspector _inspector;
    private readonly CellVariables _variables;
    private readonly Activity _activity;
    private CellThread? _thread;

    /// <summary>A language without names yet. Cheap: the compiler is loaded when the first cell comes, or by <see cref="WarmUp"/>.</summary>
    /// <param name="options">What the kernel offers to cells.</param>
    public CSharpLanguage(CSharpOptions? options = null)
    {
        options ??= new CSharpOptions();
        PrepareProcess();
        _time = options.Time;
        _activity = new Activity(_time);
        _patience = options.InterruptPatience;
        _references = new ReferenceSet(options.Assemblies, options.AssemblyFiles);
        _context = new CellLoadContext(options.Assemblies.Append(typeof(CSharpLanguage).Assembly).Append(typeof(ILanguage).Assembly), options.AssemblyFiles);
        _cellReferences = new CellReferences(
            _references, _context, options.Packages is { } packages ? new NotebookPackages(packages, new PackageAssemblies(_references, _context)) : null);
        _compiler = new CellCompiler(_table, _references, _context, [.. DefaultImports.Concat(options.Imports).Distinct().Select(i => $"using {i};")]);
        _publisher = new Publisher(_table);
        _errors = new RuntimeErrors(_texts, _table, CellOf, _compiler.Assemblies.GetValueOrDefault, n => _variables!.TryGet(n, out var value) ? value : null);
        _replaced = new ReplacedCells(_table, _compiler, _context, _texts);
        _variables = new CellVariables(_table, _compiler, _references, _publisher, _replaced, _compiling);
        var documentation = new DocumentationSource(_table);
        _completer = new Completer(_compiler, _table, documentation);
        _inspector = new Inspector(_compiler, _table, documentation, n => _variables.TryGet(n, out var value) ? value : null);
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
    public IReadOnlyList<string> StillRunning
    {
        get
        {
            lock (_threads)
            {
                return [.. _leftBehind.Where(e => e.Run.ThreadCount > 0).Select(e => e.Describe())];
            }
        }
    }

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
        var thread = TakeThread();
        _activity.Begin();
        ProcessExits.Begin(execution, context);
        thread.Post(() => execution.End(RunPart(part, inner, output, run, token)));
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
        lock (_threads)
        {
            _thread?.Dispose();
            _thread = null;
        }
    }

    private CellAssembly? CellOf(int id) => _compiler.Assemblies.GetValueOrDefault(CellImage.NameOf(id));

    private CellThread TakeThread()
    {
        lock (_threads)
        {
            _leftBehind.RemoveAll(e => e.Run.TryRetire());
            var thread = _thread ?? new CellThread();
            _thread = null;
            return thread;
        }
    }

    private CellResult Watch(CellExecution execution, CellThread thread, CancellationToken token)
    {
        var result = execution.Supervise(token);
        ProcessExits.End(execution);
        GiveBack(thread, execution);
        _activity.End();
        return result;
    }

    private void GiveBack(CellThread thread, CellExecution execution)
    {
        lock (_threads)
        {
            if (execution.Run.IsStopping && !execution.Run.TryRetire())
            {
                _leftBehind.Add(execution);
            }

            if (_thread is null && !execution.IsThreadLost)
            {
                _thread = thread;
            }
            else
            {
                thread.Dispose();
            }
        }
    }

    private CellResult RunPart(CellPart part, CellContext context, CellOutputBuffer output, CellRun run, CancellationToken token)
    {
        try
        {
            CellResult result = CellResult.Completed.NoValue;
            foreach (var piece in LoadedFiles.Expand(part))
            {
                result = RunPiece(piece, context, output, run, token);
                if (result is not CellResult.Completed)
                {
                    break;
                }
            }

            return result;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return new CellResult.Cancelled();
        }
        catch (Core.Magics.MagicException e)
        {
            return new CellResult.Failed(CellError.User("MagicException", e.Message, e.Hint));
        }
        catch (Exception e)
        {
            return new CellResult.Failed(new CellError(e.GetType().Name, e.Message, [e.ToString()], IsDefect: true));
        }
        finally
        {
            output.Flush();
        }
    }

    private CellResult RunPiece(CellPart part, CellContext context, CellOutputBuffer output, CellRun run, CancellationToken token)
    {
        var text = _texts.Keep(part);
        foreach (var script in _cellReferences.Apply(part, output, token))
        {
            if (Extend(script, context, token) is not CellResult.Completed and var failed)
            {
                return failed;
            }
        }

        CompiledCell cell;
        lock (_compiling)
        {
            switch (_compiler.Compile(part, token))
            {
                case CompileOutcome.Failure failure:
                    _texts.Forget(text);
                    return new CellResult.Failed(CompileErrors.Of(failure.Messages, part, _table, CellOf));
                case CompileOutcome.Ready ready:
                    cell = ready.Cell;
                    break;
                default:
                    throw new InvalidOperationException("unknown outcome");
            }

            if (_publisher.PublishDefinitions(cell) is { } note)
            {
                output.Stderr(note);
            }

            if (cell.Warnings.Count > 0)
            {
                output.Stderr(string.Join("\n", CompileErrors.Of(cell.Warnings, part, _table, CellOf).Traceback) + "\n");
            }

            _compiler.NoteBindings(cell);
            _replaced.Begin(cell.Assembly);
        }

        try
        {
            return RunBody(cell, context, run, token);
        }
        finally
        {
            lock (_compiling)
            {
                _replaced.End(cell.Assembly, text);
            }
        }
    }

    /// <summary>Runs the script by which a package extends the notebook.</summary>
    private static CellResult Extend(string script, CellContext context, CancellationToken token)
    {
        if (context.Session is { } session)
        {
            return session.RunWithinAsync($"#!import \"{script}\"", language: null, context, token).GetAwaiter().GetResult();
        }

        context.Output.Stderr($"A package brings a script that extends the notebook, and which was not run: #!import {script}\n");
        return CellResult.Completed.NoValue;
    }

    private CellResult RunBody(CompiledCell cell, CellContext context, CellRun run, CancellationToken token)
    {
        using var scope = context.Enter(token);
        using var reflection = _context.Lookup.EnterContextualReflection();
        var frame = new CellFrame(i => _publisher.PublishVariable(cell.Variables[i]));
        CellRun.Enter(run);
        try
        {
            var value = BodyRunner.Run(cell, frame, run, _patience);
            return ReferenceEquals(value, CellFrame.NoValue)
                ? CellResult.Completed.NoValue
                : new CellResult.Completed(true, value) { Shown = context.Output.Format(value) };
        }
        catch (Exception) when (run.IsStopping)
        {
            return new CellResult.Cancelled();
        }
        catch (Core.Magics.MagicException e)
        {
            return new CellResult.Failed(CellError.User("MagicException", e.Message, e.Hint));
        }
        catch (Exception e)
        {
            return new CellResult.Failed(_errors.Of(e, frame.Line));
        }
        finally
        {
            CellRun.Enter(null);
        }
    }
}
