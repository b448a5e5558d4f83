using System.Globalization;

namespace Sinogram.Core.Magics;

/// <summary>A parsed and checked magic line with its body.</summary>
public sealed class MagicInvocation
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _options;

    internal MagicInvocation(
        MagicInfo info,
        VerbInfo verb,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, IReadOnlyList<string>> options,
        string body,
        int bodyFirstLine,
        int cellNumber,
        MagicContext context)
    {
        Info = info;
        Verb = verb;
        Arguments = arguments;
        _options = options;
        Body = body;
        BodyFirstLine = bodyFirstLine;
        CellNumber = cellNumber;
        Context = context;
    }

    /// <summary>The magic.</summary>
    public MagicInfo Info { get; }

    /// <summary>The verb that was given, or the nameless one.</summary>
    public VerbInfo Verb { get; }

    /// <summary>The arguments, in order.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The text below the line; empty where there is none.</summary>
    public string Body { get; }

    /// <summary>The line of the cell (from 0) on which the body begins.</summary>
    public int BodyFirstLine { get; }

    /// <summary>The cell's execution count.</summary>
    public int CellNumber { get; }

    /// <summary>Output, variables, connections, settings.</summary>
    public MagicContext Context { get; }

    /// <summary>The argument at a place, or null.</summary>
    public string? Argument(int index) => index < Arguments.Count ? Arguments[index] : null;

    /// <summary>Whether an option or flag was given.</summary>
    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>An option's (last) value, or null.</summary>
    public string? Option(string option) => _options.TryGetValue(option, out var values) && values.Count > 0 ? values[^1] : null;

    /// <summary>All values of an option that may come several times.</summary>
    public IReadOnlyList<string> Options(string option) => _options.TryGetValue(option, out var values) ? values : [];

    /// <summary>Sets a variable of the notebook.</summary>
    /// <exception cref="MagicException">The name cannot be that of a variable.</exception>
    public void Keep(string name, object? value)
    {
        try
        {
            Context.Variables.Set(name, value);
        }
        catch (ArgumentException e)
        {
            throw new MagicException($"'{name}' cannot be the name of a variable.", "A name has letters, digits and _, begins with no digit, and is no keyword of C#.", e);
        }
    }

    /// <summary>A whole number, checked by the parser.</summary>
    public long? Whole(string option) => Option(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A number, checked by the parser.</summary>
    public double? Number(string option) => Option(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
