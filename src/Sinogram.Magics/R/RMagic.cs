using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Workers;
using Sinogram.R;

namespace Sinogram.Magics.R;

/// <summary><c>#!r</c>: cells of R in a process of its own, with variables in and out.</summary>
public sealed class RMagic : IMagic, IDisposable
{
    private readonly RSession _session;

    /// <param name="options">How the R process is started; null for the usual way.</param>
    public RMagic(WorkerOptions? options = null) => _session = new RSession(options);

    private static VerbInfo Run { get; } = new(
        "",
        "Runs R code; variables come in by --in and go out by --out.",
        new OptionInfo("in", "notebook variables to give to R; r=name gives name under the name r") { Value = "A,B", Alias = 'i', Many = true },
        new OptionInfo("out", "R variables to take into the notebook; name=r.df takes r.df under the name name") { Value = "X,Y", Alias = 'o', Many = true },
        OptionInfo.Flag("public", "what the code reads carries no patient: no column of a data frame is masked for its name"),
        OptionInfo.Number("width", "width of plots", "800", 'w'),
        OptionInfo.Number("height", "height of plots", "600", 'h'),
        OptionInfo.Choice("units", "unit of width and height (px)", "px", "in", "cm", "mm") with { Alias = 'u' },
        OptionInfo.Number("res", "pixels per inch; 110, or 72 where a size in pixels is given", null, 'r'),
        OptionInfo.Number("pointsize", "size of text in plots", "12", 'p'),
        OptionInfo.Of("bg", "COLOUR", "background of plots", 'b') with { Default = "white" },
        OptionInfo.Choice("format", "picture format of plots (png)", "png", "svg"))
    {
        Body = BodyKind.Optional,
        BodyLanguage = "R",
    };

    private static VerbInfo Variables { get; } = new("vars", "Lists the variables of the R session.") { HasResult = true };

    private static VerbInfo Restart { get; } = new("restart", "Ends R and forgets its variables; the next R cell starts afresh.");

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "r",
        "Runs R, with its variables kept from cell to cell, and exchanges tables and values with the notebook.",
        [Run, Variables, Restart],
        "#!r --out fit_quality\nfit <- lm(mpg ~ wt, mtcars)\nplot(mpg ~ wt, mtcars); abline(fit)\nfit_quality <- summary(fit)$r.squared");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            switch (invocation.Verb.Name)
            {
                case "vars":
                    return Table.From((await _session.GetVariablesAsync(token)).Select(variable => new { name = variable.Name, kind = variable.Kind }));
                case "restart":
                    _session.Restart();
                    return null;
                default:
                    await RunCellAsync(invocation, token);
                    return null;
            }
        }
        catch (RException failure)
        {
            throw new MagicException(Describe(failure.Error), failure.Error.Hint, failure);
        }
        catch (WorkerKilledException killed)
        {
            invocation.Context.Output.Stderr("R did not stop when asked and was ended; its variables are gone, and the next R cell starts a fresh session.\n");
            throw new OperationCanceledException(killed.Message, killed, killed.CancellationToken);
        }
        catch (REndedException ended)
        {
            throw new MagicException(ended.Message, "Run the cells again that set up what this one needs.", ended);
        }
        catch (Exception problem) when (problem is RMissingException or RConversionException or WorkerException or TableException)
        {
            throw new MagicException(problem.Message, inner: problem);
        }
    }

    /// <summary>Ends R.</summary>
    public void Dispose() => _session.Dispose();

    private static string Describe(RError error) => error.IsSyntax
        ? $"R cannot read this cell{(error.Line > 0 ? $", line {error.Line}" : "")}: {error.Message}"
        : error.Traceback.Count > 1 ? $"{error}\nCalls: {string.Join("\n    -> ", error.Traceback)}" : error.ToString();

    private async Task RunCellAsync(MagicInvocation invocation, CancellationToken token)
    {
        var (inputs, outputs) = (invocation.Options("in"), invocation.Options("out"));
        if (string.IsNullOrWhiteSpace(invocation.Body) && inputs.Count == 0 && outputs.Count == 0)
        {
            invocation.Context.Output.Display(MagicHelp.For(Info));
            return;
        }

        var variables = invocation.Context.Variables;
        foreach (var (target, source) in inputs.Select(Split))
        {
            if (!variables.TryGet(source, out var value))
            {
                throw new MagicException($"There is no variable '{source}' to give to R.", "#!who lists the variables of the notebook.");
            }

            await _session.SetAsync(target, value, token);
        }

        if (!string.IsNullOrWhiteSpace(invocation.Body))
        {
            var display = new ROutputDisplay(invocation.Context.Output);
            var options = new RRunOptions
            {
                Plot = PlotOptions(invocation),
                Folder = Environment.CurrentDirectory,
                FirstLine = invocation.BodyFirstLine,
                FramesAsTables = true,
                IsPublic = invocation.Has("public"),
                Ask = invocation.Context.Cell.Input is { IsAvailable: true } input ? async (prompt, stop) => await input.AskAsync(prompt, secret: false, stop) : null,
            };
            await _session.RunAsync(invocation.Body, display.Show, options, token);
        }

        foreach (var (target, source) in outputs.Select(Split))
        {
            var value = await _session.GetAsync(source, invocation.Has("public"), token);
            try
            {
                invocation.Keep(target, value);
            }
            catch (MagicException name)
            {
                throw new MagicException(name.Message, $"Give it another: --out name={source}.", name);
            }
        }
    }

    /// <summary><c>a</c> is both names, <c>target=source</c> two.</summary>
    private static (string Target, string Source) Split(string word) =>
        word.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } target, { Length: > 0 } source] ? (target, source) : (word, word);

    private static RPlotOptions PlotOptions(MagicInvocation invocation)
    {
        var usual = new RPlotOptions();
        var units = invocation.Option("units") ?? usual.Units;
        var (width, height) = (invocation.Number("width"), invocation.Number("height"));
        var sized = width is not null || height is not null;
        if (units != "px" && (width is null || height is null))
        {
            throw new MagicException($"--units {units} needs --width and --height.", $"For example: #!r -w 6 -h 4 -u {units} -r 110");
        }

        // As png() does: a size in pixels and no resolution means 72 pixels an inch.
        var resolution = invocation.Number("res") ?? (sized && units == "px" ? 72 : usual.Resolution);
        var options = usual with
        {
            Width = width ?? usual.Width,
            Height = height ?? usual.Height,
            Units = units,
            Resolution = resolution,
            PointSize = invocation.Number("pointsize") ?? usual.PointSize,
            Background = invocation.Option("bg") ?? usual.Background,
            Format = invocation.Option("format") ?? usual.Format,
        };
        var inches = units switch { "px" => 1 / options.Resolution, "in" => 1, "cm" => 1 / 2.54, _ => 1 / 25.4 };
        var pixels = Math.Max(options.Width, options.Height) * inches * options.Resolution;
        return Math.Min(options.Width, options.Height) > 0 && options.Resolution > 0 && options.PointSize > 0 && pixels <= 20_000
            ? options
            : throw new MagicException("The size of the plots is out of range.", "Width, height, resolution and point size are positive, and a side is at most 20,000 pixels.");
    }
}
