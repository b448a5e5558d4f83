using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Import;

/// <summary><c>#!import FILE</c>: runs another notebook or script as if its cells stood here.</summary>
public sealed class ImportMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "import",
        "Runs another notebook or script (.ipynb, .dib, .csx, .cs) as if its cells stood here.",
        [
            new VerbInfo(
                "",
                "Runs the code cells in order and shows the markdown; what they define stays. A relative path starts at the working folder (in Jupyter the notebook's), in an imported file at that file's.",
                OptionInfo.Of("file", "FILE", "the file, where it is not the argument"))
            {
                Arguments = ["[FILE]"],
            },
        ],
        "#!import lib/phantom.csx");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var named = invocation.Argument(0) ?? invocation.Option("file")
            ?? throw new MagicException("#!import needs a file.", "#!import lib/helpers.csx");
        var context = invocation.Context;
        var file = Find(named, context.File);
        foreach (var cell in ImportedCells.Read(file, invocation.CellNumber))
        {
            token.ThrowIfCancellationRequested();
            if (cell.Markdown is { } markdown)
            {
                context.Output.Display(MimeBundle.Text(markdown).With(Mime.Markdown, markdown));
            }
            else if (await RunAsync(cell.Code!, context.Cell, token).ConfigureAwait(false) is var result and not CellResult.Completed)
            {
                return result;
            }
        }

        return null;
    }

    /// <summary>Runs one cell and shows its value; an error says by which way it came.</summary>
    private static async Task<CellResult> RunAsync(Cell cell, CellContext context, CancellationToken token)
    {
        var session = context.Session ?? throw new InvalidOperationException("no session stands behind this call");
        CellResult result;
        try
        {
            result = await session.RunWithinAsync(cell, language: null, context, token).ConfigureAwait(false);
        }
        catch (MagicException e)
        {
            result = new CellResult.Failed(CellError.User("MagicException", e.Message, e.Hint));
        }

        switch (result)
        {
            case CellResult.Completed { HasValue: true } completed:
                context.Output.Display(completed.Shown ?? completed.Value);
                return CellResult.Completed.NoValue;
            case CellResult.Failed { Error: var error } when cell.File is { } file:
                var way = $"in {file.Name}, imported by {file.From?.Name ?? CellPart.PlaceOf(cell.Number)}";
                return new CellResult.Failed(error with { Traceback = [.. error.Traceback, way] });
            default:
                return result;
        }
    }

    /// <summary>The file that a name means; refuses one that is being imported already.</summary>
    private static CellFile Find(string named, CellFile? from)
    {
        var path = Path.GetFullPath(named, from?.Folder ?? Environment.CurrentDirectory);
        if (!File.Exists(path))
        {
            var where = from is null ? "the working folder" : "the folder of " + Path.GetFileName(from.Path);
            throw new MagicException(
                $"#!import: there is no file {named}" + (Path.IsPathRooted(named) ? "." : $" in {where}."), ImportedCells.Neighbours(path) ?? "Give the path from there, or a full path.");
        }

        var file = new CellFile(path, null, from);
        if (from is not null && from.Chain().Any(f => f.Path == path))
        {
            var way = string.Join(" imports ", from.Chain().Select(f => Path.GetFileName(f.Path)).Reverse().Append(Path.GetFileName(path)));
            throw new MagicException($"#!import goes round in a circle: {way}.", "Move what both need into a third file.");
        }

        return file;
    }
}
