using System.Text.RegularExpressions;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;

namespace Sinogram.Jupyter.Requests;

/// <summary>A cell of <c>?name</c> or <c>name?</c>: shows what the name is in the front end's pager.</summary>
internal static partial class Pager
{
    /// <summary>The name that a cell asks about, or null where the cell is code.</summary>
    internal static string? SubjectOf(string code)
    {
        if (code.Length > 256 || !code.Contains('?', StringComparison.Ordinal))
        {
            return null;
        }

        var match = Question().Match(code);
        return match.Success ? match.Groups["name"].Value : null;
    }

    /// <summary>What is known about a name; where nothing is, says so in the cell and gives null.</summary>
    internal static MimeBundle? Show(Session session, string subject, CellFrontEnd frontEnd, int number, CancellationToken token)
    {
        var found = ServiceCall.Wait<MimeBundle?>(t => session.Services.InspectAsync(subject, subject.Length, t), null, token);
        if (found is null)
        {
            session.CreateContext(frontEnd, number).Output.Stdout($"Nothing is known about '{subject}'.\n");
        }

        return found;
    }

    [GeneratedRegex(@"^\s*(?:\?{1,2}\s*(?<name>(?:\#!)?[\w.\-]+)|(?<name>(?:\#!)?[\w.\-]+)\s*\?{1,2})\s*;?\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Question();
}
