using System.Globalization;
using Sinogram.Core.Execution;

namespace Sinogram.Tool.Run;

/// <summary>Hears how a run goes on.</summary>
internal interface IRunProgress
{
    void CellStarted(int index, int count, string title);

    void CellEnded(int index, int count, TimeSpan took, CellResult result);
}

/// <summary>A progress bar with one line a cell, on a terminal or in a log.</summary>
internal sealed class TextProgress(TextWriter writer, bool isTerminal) : IRunProgress
{
    private const int Width = 20;
    private string _title = "";

    public void CellStarted(int index, int count, string title)
    {
        _title = title;
        if (isTerminal)
        {
            writer.Write($"\r\x1b[K{Bar(index, count)} {title} …");
            writer.Flush();
        }
    }

    public void CellEnded(int index, int count, TimeSpan took, CellResult result)
    {
        var mark = result switch { CellResult.Completed => "", CellResult.Cancelled => "  interrupted", _ => "  FAILED" };
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isTerminal ? "\r\x1b[K" : "")}{Bar(index + 1, count)} {_title,-48} {took.TotalSeconds,6:0.0} s{mark}"));
        writer.Flush();
    }

    private static string Bar(int done, int count)
    {
        var filled = count == 0 ? Width : done * Width / count;
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {done,2}/{count}");
    }
}
