using System.Globalization;
using System.Text.RegularExpressions;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>The place in the user's SQL that an error of a macro of ours belongs to: it travels behind the message, which is all that the engine gives back.</summary>
internal static partial class ErrorPlace
{
    /// <summary>What a place begins with.</summary>
    public const string Mark = " @@";

    /// <summary>A text literal that a macro puts behind its message; an empty one where the place is not known.</summary>
    public static string Of(int offset) => offset < 0 ? "''" : string.Create(CultureInfo.InvariantCulture, $"' @@{offset}'");

    /// <summary>A place in a file besides that in the SQL.</summary>
    /// <param name="file">SQL of the file's name.</param>
    /// <param name="line">SQL of the number of its line, or null.</param>
    /// <param name="offset">The place in the user's SQL.</param>
    public static string InFile(string file, string? line, int offset) => $"' (' || {file}{(line is null ? "" : $" || ', line ' || {line}")} || ')' || {Of(offset)}";

    /// <summary>A message without its place, and the place.</summary>
    public static (string Message, int? Offset) Split(string message) =>
        Marked().Match(message) is { Success: true } match ? (message[..match.Index], int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) : (message, null);

    [GeneratedRegex(@" @@(\d{1,9})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
