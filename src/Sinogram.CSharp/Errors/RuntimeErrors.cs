using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Runtime;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Errors;

/// <summary>An exception of a cell as it is shown: its name and message, the frames that are in cells with their lines, and what caused it.</summary>
internal sealed partial class RuntimeErrors(CellTexts texts, NameTable table, Func<int, CellAssembly?> cellOf, Func<string, CellAssembly?> cellNamed, Func<string, object?> valueOf)
{
    private const int MostFrames = 20;
    private const int MostCandidates = 3;
    private const string Excerpt = "      ";

    /// <param name="exception">What came out of the cell.</param>
    /// <param name="at">The body's note of the statement that was running; 0 for none.</param>
    public CellError Of(Exception exception, int at = 0)
    {
        var lines = new List<string>();
        Add(exception, lines, "", at);
        return new CellError(NameOf(exception.GetType()), TypeNames.ForPeople(MissingLibrary.Message(exception), cellOf), lines);
    }

    private void Add(Exception exception, List<string> lines, string prefix, int at)
    {
        lines.Add($"{prefix}{NameOf(exception.GetType())}: {TypeNames.ForPeople(MissingLibrary.Message(exception), cellOf)}");
        if (exception is InsufficientExecutionStackException)
        {
            lines.Add("   A method calls itself without an end, or too deep: the cell's stack of 16 MB is used up.");
        }

        if ((FileSizeLimit.Words(exception) ?? MissingLibrary.Words(exception)) is { } advice)
        {
            lines.Add("   " + advice);
        }

        var words = lines.Count;
        Frames(exception, lines, at);
        if (IsOfTypes(exception)
            && (Redefinitions.In(lines[words - 1], table) ?? lines.Skip(words).Where(l => l.StartsWith(Excerpt, StringComparison.Ordinal)).Select(l => Redefinitions.InCode(l, table)).FirstOrDefault(w => w is not null)) is { } twins)
        {
            lines.Insert(words, "   " + twins);
        }

        var inner = exception is AggregateException many ? many.InnerExceptions.Take(5) : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner)
        {
            Add(cause, lines, "caused by ", at);
        }
    }

    /// <summary>Whether an exception may say that an object is of another type than is wanted.</summary>
    private static bool IsOfTypes(Exception exception) =>
        exception is InvalidCastException or ArrayTypeMismatchException or ArgumentException or MissingMemberException or System.Reflection.TargetException
        || exception.GetType().Name == "RuntimeBinderException";

    private void Frames(Exception exception, List<string> lines, int at)
    {
        var shown = 0;
        string? last = null;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (Where(frame, exception, shown == 0, at) is not { } where)
            {
                continue;
            }

            var line = string.Create(CultureInfo.InvariantCulture, $"   at {where.Place}{Words(where.Lines)}{Member(frame)}");
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
            if (shown == 1)
            {
                if (exception is IndexOutOfRangeException or ArgumentOutOfRangeException { ParamName: "index" } && where.Lines is [var only] && frame.GetMethod() is { } thrower && IsBody(thrower) && texts.Line(where.Place, only) is { } code
                    && IndexWords.Of(code, valueOf, lengthSuffices: exception is IndexOutOfRangeException) is { } words)
                {
                    lines.Insert(1, "   " + words);
                }

                lines.AddRange(where.Lines.Take(MostCandidates).Select(n => texts.Line(where.Place, n)).OfType<string>().Select(text => Excerpt + text.Trim()));
            }
        }
    }

    /// <summary>The place of a frame and the line in it: several where it is one of them, none where it is unknown. Null for a frame of other code.</summary>
    private (string Place, IReadOnlyList<int> Lines)? Where(StackFrame frame, Exception exception, bool isInnermost, int at)
    {
        if (frame.GetFileName() is { } file && texts.Knows(file) && frame.GetFileLineNumber() is var number and > 0)
        {
            return (file, [number]);
        }

        if (frame.GetMethod() is not { } method || method.DeclaringType?.Assembly.GetName().Name is not { } name || cellNamed(name) is not { CellNumber: > 0 } cell)
        {
            return null;
        }

        if (cell.Late?.LineAt(method.MetadataToken, frame.GetILOffset()) is { } late && texts.Knows(late.File))
        {
            return (late.File, [late.Line]);
        }

        // Checks that the just-in-time compiler inserts itself, as that of an array's bounds, have no line.
        if (!isInnermost)
        {
            return null;
        }

        var candidates = ThrowingLines.Of(exception, method, cell);
        var note = IsBody(method) ? at : NotedLines.Of(exception, cell.Id);
        if (note != 0 && candidates.Count > 1)
        {
            var (first, last) = LineNotes.Decode(note);
            var noted = candidates.Where(n => n >= first && n <= last).ToList();
            return (cell.Place, noted.Count > 0 ? noted : candidates);
        }

        return (cell.Place, candidates);
    }

    private static bool IsBody(System.Reflection.MethodBase method) =>
        method is { Name: CellLayout.BodyMethod, DeclaringType.Name: CellLayout.BodyClass }
        || (method.DeclaringType is { DeclaringType.Name: CellLayout.BodyClass } machine && machine.Name.StartsWith($"<{CellLayout.BodyMethod}>d__", StringComparison.Ordinal));

    private static string Words(IReadOnlyList<int> lines) => lines.Count switch
    {
        0 => "",
        1 => string.Create(CultureInfo.InvariantCulture, $", line {lines[0]}"),
        <= MostCandidates => ", line " + string.Join(", ", lines.SkipLast(1)) + " or " + lines[^1].ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $", between lines {lines[0]} and {lines[^1]}"),
    };

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
            _ => name switch
            {
                ".ctor" => $", in new {NameOf(type)}",
                ".cctor" => $", in the static fields of {NameOf(type)}",
                "get_Item" or "set_Item" => $", in {NameOf(type)}[…]",
                _ when name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) => $", in {NameOf(type)}.{name[4..]}",
                _ when name.StartsWith("op_", StringComparison.Ordinal) => $", in an operator of {NameOf(type)}",
                _ => $", in {NameOf(type)}.{name}",
            },
        };
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];


    [GeneratedRegex(@"^<(\w+)>d__")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"^<\w+>g__(\w+)\|")]
    private static partial Regex LocalFunction();
}
