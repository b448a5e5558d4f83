using Microsoft.AspNetCore.Html;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions that notebooks call without a prefix.</summary>
public static class Kernel
{
    /// <summary>Shows a value; the result replaces it later, from any cell.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The media types to show; all that its formatters make where none is named.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Markup that is shown as it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) =>
        DisplayedValue.Output.Display(MimeBundle.Html("<style>" + content + "</style>", ""));

    /// <summary>Runs a script in the front end, where the notebook is trusted.</summary>
    public static void Javascript(string scriptContent) =>
        DisplayedValue.Output.Display(MimeBundle.Text(scriptContent).With(Mime.Javascript, scriptContent));

    /// <summary>Asks for a line of text.</summary>
    public static async Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        await AskAsync(prompt, secret: typeHint == "password").ConfigureAwait(false);

    /// <summary>Asks for a password; it is not shown.</summary>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        new(await AskAsync(prompt, secret: true).ConfigureAwait(false));

    internal static Task<string> AskAsync(string prompt, bool secret)
    {
        var cell = CellContext.Current ?? throw new MagicException("There is no cell that could ask.", "Ask from code of a cell.");
        return cell.Input.AskAsync(prompt, secret, cell.Token);
    }
}
