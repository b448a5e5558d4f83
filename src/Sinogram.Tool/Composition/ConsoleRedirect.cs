using Sinogram.Core.Execution;
using Sinogram.CSharp.Output;

namespace Sinogram.Tool.Composition;

/// <summary>
/// The console of the process while cells run in it: what a cell's code writes goes to that cell, on whatever thread; what it reads is
/// asked of its front end; what belongs to no cell goes to the running one, or masked to where it went before.
/// </summary>
internal sealed class ConsoleRedirect : IDisposable
{
    private readonly TextReader _in = Console.In;
    private readonly UnboundWriter _unboundOut;
    private readonly UnboundWriter _unboundError;

    private ConsoleRedirect()
    {
        _unboundOut = new UnboundWriter(Out, isError: false);
        _unboundError = new UnboundWriter(Error, isError: true);
        Console.SetOut(new CellConsoleWriter(_unboundOut, isError: false));
        Console.SetError(new CellConsoleWriter(_unboundError, isError: true));
        Console.SetIn(new CellConsoleReader(_in));
    }

    /// <summary>Standard output as it was before.</summary>
    public TextWriter Out { get; } = Console.Out;

    /// <summary>Standard error as it was before.</summary>
    public TextWriter Error { get; } = Console.Error;

    /// <summary>Redirects the console until the result is disposed.</summary>
    public static ConsoleRedirect Install() => new();

    /// <summary>Tells whose cells write from now on.</summary>
    public void Serve(Session session) => _unboundOut.Session = _unboundError.Session = session;

    public void Dispose()
    {
        _unboundOut.End();
        _unboundError.End();
        Console.SetOut(Out);
        Console.SetError(Error);
        Console.SetIn(_in);
    }
}
