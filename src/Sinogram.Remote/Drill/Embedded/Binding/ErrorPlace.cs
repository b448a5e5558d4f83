using System.Globalization;
using System.Text.RegularExpressions;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>The place in the user's SQL that an error of a macro of ours belongs to: it travels behind the message, which is all that the engine gives back.</summary>
internal static partial class ErrorPlace
{
    /// <summary>A text literal that a macro puts behind its message; an empty one where the place is not known.</summary>
    public static string Of(int offset) => offset < 0 ? "''" : string.Create(CultureInfo.InvariantCulture, $"' @@{offset}'");

    /// <summary>A message without its place, and the place.</summary>
    public static (string Message, int? Offset) Split(string message) =>
        Marked().Match(message) is { Success: true } match ? (message[..match.Index], int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) : (message, null);

    [GeneratedRegex(@" @@(\d{1,9})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
