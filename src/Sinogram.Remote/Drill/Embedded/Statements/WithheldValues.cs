using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Data.Privacy;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Errors that quote a value, of queries over files whose columns name people: what failed is told, not the value, which nobody has made known to the masking yet.</summary>
internal static partial class WithheldValues
{
    /// <summary>Whether a statement reads columns that identify by their names from files that are not trusted.</summary>
    public static bool Concerns(StatementCall call) =>
        !call.Options.IsPublic
        && call.Files.Any(f => f.Format.Type is "parquet" or "json" && !f.Files.All(EngineOptions.TrustsFile))
        && call.Sources.SelectMany(s => s.Columns).Any(c => Identifies(c.Name, c.Type, call.Tables.Mentions));

    /// <summary>The error without the values that it quotes.</summary>
    public static DrillException Without(DrillException error)
    {
        var message = Quoted().Replace(error.Message, m => m.Value[0] == '`' ? "`…`" : "\"…\"");
        message = Bare().Replace(Operands().Replace(message, " goes beyond $1"), "…");
        // The engine's own error, which quotes them too, stays behind.
        return message == error.Message ? error : new DrillException(message, error.Offset, error.Hint);
    }

    private static bool Identifies(string name, DrillType type, Func<string, bool> isMentioned) =>
        (isMentioned(name) && IdentifyingNames.Contains(name))
        || (type.Kind == DrillKind.Map && type.Fields.Any(f => Identifies(f.Name, f.Type, isMentioned)))
        || (type.Kind == DrillKind.List && Identifies("", type.Element!, isMentioned));

    [GeneratedRegex(@"""[^""]*""?|(?<=Illegal value )`[^`]*`", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    /// <summary>Values that stand in a message without quotes: numbers, and what is no boolean.</summary>
    [GeneratedRegex(@"(?<=^Invalid value for boolean: ).+|(?<=^(?:Value|The value|The absolute value of|There is no character with the number) )\S+|^\S+(?= is beyond )", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Bare();

    [GeneratedRegex(@" goes beyond ([^:]*):.*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Operands();
}
