using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Data.Privacy;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>Shows a statement's result, or gives the value to keep.</summary>
internal static class LivyResultDisplay
{
    /// <param name="result">The result.</param>
    /// <param name="keeps">The value goes to a variable.</param>
    /// <param name="isPublic">The cluster's data carry no patient.</param>
    /// <param name="output">Where printed text and notes go.</param>
    /// <exception cref="MagicException">The statement failed.</exception>
    public static object? Show(LivyResult result, bool keeps, bool isPublic, IOutput output)
    {
        if (!isPublic)
        {
            PrintedTables.Learn(result.Printed);
            PrintedTables.Learn((result as LivyResult.Text)?.Value ?? "");
        }

        Print(output, result.Printed);
        switch (result)
        {
            case LivyResult.Error error:
                throw new MagicException(LivyErrorText.Describe(error), LivyErrorText.Hint(error));
            case LivyResult.Text text when keeps:
                return text.Value;
            case LivyResult.Text text:
                Print(output, text.Value);
                return null;
            case LivyResult.Image image:
                return keeps ? image.Png.ToArray() : MimeBundle.Png(image.Png.Span, $"<picture, {image.Png.Length:N0} bytes>");
            case LivyResult.Json json:
                return keeps ? json.Value : MimeBundle.Empty.With(Mime.Json, json.Value).With(Mime.Plain, json.Value);
            case LivyResult.Rows rows:
                foreach (var note in rows.Notes)
                {
                    Print(output, note);
                }

                return keeps || rows.Value.ColumnCount > 0 ? isPublic ? rows.Value : IdentifyingNames.Mark(rows.Value) : null;
            default:
                throw new InvalidOperationException("unknown result");
        }
    }

    private static void Print(IOutput output, string text)
    {
        if (text.Length > 0)
        {
            output.Stdout(text.EndsWith('\n') ? text : text + "\n");
        }
    }
}
