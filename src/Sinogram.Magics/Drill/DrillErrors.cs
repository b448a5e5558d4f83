using System.Globalization;
using System.Text;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Remote.Drill;

namespace Sinogram.Magics.Drill;

/// <summary>Errors with the user's line and a caret under the place.</summary>
internal static class DrillErrors
{
    private const int Width = 100;
    private const string NoObject = "Object '";

    /// <summary>What to write where the statement names a table of the notebook that was not brought in; null for any other error.</summary>
    public static string? HintOf(DrillException error, IVariables variables) =>
        error.Message.StartsWith(NoObject, StringComparison.Ordinal) && error.Message.EndsWith("' not found.", StringComparison.Ordinal)
            && error.Message[NoObject.Length..error.Message.LastIndexOf('\'')] is var name && variables.TryGet(name, out var value) && value is Table or Column
            ? $"{name} is a variable of the notebook: #!drill --in {name} brings it in."
            : null;

    /// <param name="error">What went wrong.</param>
    /// <param name="sql">The SQL as the user wrote it.</param>
    /// <param name="firstLine">The line of the cell (from 0) where it begins.</param>
    public static string Describe(DrillException error, string sql, int firstLine)
    {
        if (error.Offset is not { } offset || offset < 0 || offset > sql.Length) { return error.Message; }
        var start = offset == 0 ? 0 : sql.LastIndexOf('\n', offset - 1) + 1;
        var end = sql.IndexOf('\n', offset);
        var line = sql[start..(end < 0 ? sql.Length : end)].TrimEnd('\r').Replace('\t', ' ');
        var column = offset - start;
        // A long line is shown around the place.
        var cut = Math.Max(0, column - (Width / 2));
        var shown = line.Length > cut + Width ? line.Substring(cut, Width) : line[Math.Min(cut, line.Length)..];
        var number = firstLine + sql.AsSpan(0, offset).Count('\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{error.Message}\nline {number}, column {column + 1}:\n{shown}\n{Blank(shown.AsSpan(0, Math.Min(column - cut, shown.Length)))}^");
    }

    /// <summary>As much room as a text takes where every letter is as wide: that of Chinese and Japanese is twice as wide, a combining mark takes none.</summary>
    private static string Blank(ReadOnlySpan<char> text)
    {
        var blank = new StringBuilder();
        foreach (var c in text)
        {
            if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) { continue; }
            blank.Append(c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6') ? '\u3000' : ' ');
        }
        return blank.ToString();
    }
}
