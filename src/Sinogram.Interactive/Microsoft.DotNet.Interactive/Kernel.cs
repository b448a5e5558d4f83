using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Widgets;

namespace Microsoft.DotNet.Interactive;

/// <summary>A language of the notebook, as code of a cell addresses it; and the functions that notebooks call without a prefix.</summary>
public abstract class Kernel
{
    private static readonly ConditionalWeakTable<Session, CompositeKernel> Roots = [];

    private protected Kernel(string name, Session session)
    {
        Name = name;
        Session = session;
    }

    /// <summary>All languages of the notebook of the running cell.</summary>
    public static Kernel Root => Roots.GetValue(SessionOf(), s => new CompositeKernel(s));

    /// <summary>The notebook's own language.</summary>
    public static Kernel Current => ((CompositeKernel)Root).ChildKernels[0];

    /// <summary>Its name, as a selector would give it.</summary>
    public string Name { get; }

    /// <summary>All languages of the notebook.</summary>
    public Kernel RootKernel => Roots.GetValue(Session, s => new CompositeKernel(s));

    private protected Session Session { get; }

    /// <summary>Carries a command out within the running cell: what it writes and shows appears there.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it; the cell's own interrupt stops it too.</param>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.TargetKernelName ??= TargetName;
        return new CommandRun(Session, CellOf()).SendAsync(command, cancellationToken);
    }

    /// <summary>Runs code within the running cell.</summary>
    public Task<KernelCommandResult> SubmitCodeAsync(string code) => SendAsync(new SubmitCode(code));

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}: {Name}";

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

    /// <summary>Asks for several lines, in one form where the front end has widgets, and gives them by their names.</summary>
    public static async Task<IDictionary<string, string>> GetInputsAsync(IEnumerable<InputDescription> inputDescriptions)
    {
        ArgumentNullException.ThrowIfNull(inputDescriptions);
        var inputs = inputDescriptions.ToList();
        var cell = CellOf();
        var questions = inputs.Select(i => new InputQuestion(i.Prompt, IsSecret: i.TypeHint == "password")).ToList();
        var answers = await InputForm.AskAsync(cell, questions, cell.Token).ConfigureAwait(false);
        return inputs.Zip(answers).GroupBy(a => a.First.Name).ToDictionary(a => a.Key, a => a.Last().Second);
    }

    /// <summary>Asks for a password; it is not shown.</summary>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "", string inputName = "") =>
        new(await AskAsync(prompt.Length > 0 ? prompt : inputName, secret: true).ConfigureAwait(false));

    internal static Task<string> AskAsync(string prompt, bool secret)
    {
        var cell = CellOf();
        return cell.Input.AskAsync(prompt, secret, cell.Token);
    }

    internal static Session SessionOf() =>
        CellOf().Session ?? throw new MagicException("This cell belongs to no notebook.", "Use Kernel.Root in a cell of a notebook.");

    /// <summary>The language that a command without a name is for; null for the notebook's own.</summary>
    private protected virtual string? TargetName => Name;

    private static CellContext CellOf() =>
        CellContext.Current ?? throw new MagicException("There is no running cell.", "Use the kernel from code of a cell.");
}
