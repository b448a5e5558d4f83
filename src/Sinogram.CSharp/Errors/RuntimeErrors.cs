using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;

namespace Sinogram.CSharp.Errors;

/// <summary>An exception of a cell as it is shown: its name and message, the frames that are in cells with their lines, and what caused it.</summary>
internal sealed partial class RuntimeErrors(CellTexts texts, Func<int, int?> cellNumber)
{
    private const int MostFrames = 20;

    public CellError Of(Exception exception)
    {
        var lines = new List<string>();
        Add(exception, lines, "");
        return new CellError(NameOf(exception.GetType()), TypeNames.ForPeople(exception.Message, cellNumber), lines);
    }

    private void Add(Exception exception, List<string> lines, string prefix)
    {
        lines.Add($"{prefix}{NameOf(exception.GetType())}: {TypeNames.ForPeople(exception.Message, cellNumber)}");
        if (exception is InsufficientExecutionStackException)
        {
            lines.Add("   A method calls itself without an end, or too deep: the cell's stack of 16 MB is used up.");
        }

        Frames(exception, lines);
        var inner = exception is AggregateException many ? many.InnerExceptions.Take(5) : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner)
        {
            Add(cause, lines, "caused by ");
        }
    }

    private void Frames(Exception exception, List<string> lines)
    {
        var shown = 0;
        string? last = null;
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        foreach (var frame in frames)
        {
            if (frame.GetFileName() is not { } file || !CellFile().IsMatch(file) || frame.GetFileLineNumber() == 0)
            {
                continue;
            }

            var line = string.Create(CultureInfo.InvariantCulture, $"   at {file}, line {frame.GetFileLineNumber()}{Member(frame)}");
            if (line == last)
            {
                continue;
            }

            last = line;
            if (++shown > MostFrames)
            {
                lines.Add("   …");
                return;
            }

            lines.Add(line);
            if (shown == 1 && texts.Line(int.Parse(file.AsSpan(5), CultureInfo.InvariantCulture), frame.GetFileLineNumber()) is { } code)
            {
                lines.Add("      " + code.Trim());
            }
        }

        // Checks that the just-in-time compiler inserts itself, as that of an array's bounds, may have no line; the cell is known all the same.
        if (shown == 0 && frames.Select(CellOf).FirstOrDefault(number => number is not null) is { } cell)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"   at cell {cell}"));
        }
    }

    /// <summary>The number of the cell that a frame's code is of, or null.</summary>
    private int? CellOf(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Namespace is { } space && CellSpace().Match(space) is { Success: true } match
            ? cellNumber(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    /// <summary>The method of a frame as its author wrote it.</summary>
    private static string Member(StackFrame frame)
    {
        if (frame.GetMethod() is not { DeclaringType: { } type } method)
        {
            return "";
        }

        var name = method.Name;
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            // State machines and closures carry the method's name between angle brackets.
            if (name is "MoveNext" && StateMachine().Match(type.Name) is { Success: true } machine)
            {
                name = machine.Groups[1].Value;
            }

            type = outer;
        }

        if (LocalFunction().Match(name) is { Success: true } local)
        {
            name = local.Groups[1].Value;
        }
        else if (name.StartsWith('<'))
        {
            name = "a lambda";
        }

        return type.Name switch
        {
            CellLayout.BodyClass => name == CellLayout.BodyMethod ? "" : ", in " + name,
            _ when type.Name.StartsWith("__", StringComparison.Ordinal) => ", in " + name,
            _ => $", in {type.Name}.{name}",
        };
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex(@"^cell \d+$")]
    private static partial Regex CellFile();

    [GeneratedRegex(@"^__c(\d+)(\.|$)")]
    private static partial Regex CellSpace();

    [GeneratedRegex(@"^<(\w+)>d__")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"^<\w+>g__(\w+)\|")]
    private static partial Regex LocalFunction();
}
