using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Errors;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Output;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Runtime;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Execution;

/// <summary>What happens on a cell's thread: its references are loaded, it is compiled, its names are published and its body runs.</summary>
internal sealed class CellRunner(
    NameTable table, CellCompiler compiler, Publisher publisher, ReplacedCells replaced, CellTexts texts, RuntimeErrors errors, CellReferences references, CellLoadContext loading, Lock compiling)
{
    /// <summary>How long to wait for what an interrupted cell still runs.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Runs a part of a cell, with the files that it loads before it.</summary>
    public CellResult Run(CellPart part, CellContext context, CellOutputBuffer output, CellRun run, CancellationToken token)
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
        var text = texts.Keep(part);
        foreach (var script in references.Apply(part, output, token))
        {
            if (Extend(script, context, token) is not CellResult.Completed and var failed)
            {
                return failed;
            }
        }

        CompiledCell cell;
        lock (compiling)
        {
            switch (compiler.Compile(part, token))
            {
                case CompileOutcome.Failure failure:
                    texts.Forget(text);
                    return new CellResult.Failed(CompileErrors.Of(failure.Messages, part, table, CellOf));
                case CompileOutcome.Ready ready:
                    cell = ready.Cell;
                    break;
                default:
                    throw new InvalidOperationException("unknown outcome");
            }

            if (publisher.PublishDefinitions(cell) is { } note)
            {
                output.Stderr(note);
            }

            if (cell.Warnings.Count > 0)
            {
                output.Stderr(string.Join("\n", CompileErrors.Of(cell.Warnings, part, table, CellOf).Traceback) + "\n");
            }

            compiler.NoteBindings(cell);
            replaced.Begin(cell.Assembly);
        }

        try
        {
            return RunBody(cell, context, run, token);
        }
        finally
        {
            lock (compiling)
            {
                replaced.End(cell.Assembly, text);
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
        using var reflection = loading.Lookup.EnterContextualReflection();
        var frame = new CellFrame(i => publisher.PublishVariable(cell.Variables[i]));
        CellRun.Enter(run);
        try
        {
            var value = BodyRunner.Run(cell, frame, run, Patience);
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
            return new CellResult.Failed(errors.Of(e, frame.Line));
        }
        finally
        {
            CellRun.Enter(null);
        }
    }

    private CellAssembly? CellOf(int id) => compiler.Assemblies.GetValueOrDefault(CellImage.NameOf(id));
}
