using Sinogram.CSharp.Output;

namespace Sinogram.Tool.Composition;

/// <summary>
/// The console of the process while cells run in it: what a cell's code writes goes to that cell, on whatever thread; what it reads is
/// asked of its front end; everything else goes where it went before.
/// </summary>
internal sealed class ConsoleRedirect : IDisposable
{
    private readonly TextReader _in = Console.In;

    private ConsoleRedirect()
    {
        Console.SetOut(new CellConsoleWriter(Out, isError: false));
        Console.SetError(new CellConsoleWriter(Error, isError: true));
        Console.SetIn(new CellConsoleReader(_in));
    }

    /// <summary>Standard output as it was before.</summary>
    public TextWriter Out { get; } = Console.Out;

    /// <summary>Standard error as it was before.</summary>
    public TextWriter Error { get; } = Console.Error;

    /// <summary>Redirects the console until the result is disposed.</summary>
    public static ConsoleRedirect Install() => new();

    public void Dispose()
    {
        Console.SetOut(Out);
        Console.SetError(Error);
        Console.SetIn(_in);
    }
}
