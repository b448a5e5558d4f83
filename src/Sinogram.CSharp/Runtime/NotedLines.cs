using System.Runtime.CompilerServices;

namespace Sinogram.CSharp.Runtime;

/// <summary>For exceptions of the runtime's own checks, which statement was running in the function that they came from. Called by generated code.</summary>
public static class NotedLines
{
    private static readonly ConditionalWeakTable<Exception, Note> Notes = [];

    /// <summary>Keeps a function's note for an exception that has none; never true, so that the filter which calls it catches nothing.</summary>
    public static bool Add(Exception exception, int lines, int cell)
    {
        if (exception is IndexOutOfRangeException or ArithmeticException && lines != 0)
        {
            Notes.TryAdd(exception, new Note(lines, cell));
        }

        return false;
    }

    /// <summary>What was noted by code of a cell; 0 for nothing.</summary>
    internal static int Of(Exception exception, int cell) => Notes.TryGetValue(exception, out var note) && note.Cell == cell ? note.Lines : 0;

    private sealed record Note(int Lines, int Cell);
}
