using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook.Absent;

/// <summary>A directive of older notebooks that has no place here: it says once what to do instead, and the rest of the cell goes on.</summary>
public sealed class AbsentMagic : IMagic
{
    private readonly string? _alternative;
    private int _told;

    private AbsentMagic(string name, string? alternative, BodyKind body, params IReadOnlyList<OptionInfo> options)
    {
        _alternative = alternative;
        var summary = alternative ?? "Is read and needs nothing done.";
        Info = new MagicInfo(name, summary, [new VerbInfo("", summary, options) { Arguments = ["[TEXT…]"], Body = body }], "#!" + name) { IsHidden = true };
    }

    /// <inheritdoc/>
    public MagicInfo Info { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IMagic> All() =>
    [
        new AbsentMagic("meta", null, BodyKind.Optional),
        new AbsentMagic("nuget-restore", "Packages of a cell are restored before it runs: #r \"nuget: Name, Version\" is all it takes.", BodyKind.None),
        new AbsentMagic("enable-http", "The kernel opens no web server; displays that talk to the kernel use Jupyter's own channels.", BodyKind.None),
        new AbsentMagic("aspnet", "The kernel opens no web server; start one in a C# cell, with System.Net.HttpListener or a package.", BodyKind.None),
        new AbsentMagic("aspnet-stop", "The kernel opens no web server; stop your own in a C# cell.", BodyKind.None),
        new AbsentMagic(
            "expand", "The front end completes and inspects: press Tab or Shift-Tab.", BodyKind.None,
            OptionInfo.Of("name", "NAME", "not used"), OptionInfo.Of("insert-at-position", "N", "not used")),
        new AbsentMagic("explain", "#!whos shows variables, Shift-Tab types and documentation.", BodyKind.None),
        new AbsentMagic(
            "inspect", "Shift-Tab shows types and documentation; sharplab.io and ILSpy show compiled code.", BodyKind.None,
            OptionInfo.Of("configuration", "NAME", "not used"), OptionInfo.Of("kind", "KIND", "not used")),
        new AbsentMagic("record", "The front end saves the notebook, with its outputs.", BodyKind.None, OptionInfo.Of("output", "FILE", "not used")),
        new AbsentMagic(
            "linqify", "Tables take LINQ in a C# cell: table.Rows.Where(…).", BodyKind.None,
            OptionInfo.Flag("show-code", "not used"), OptionInfo.Of("variable-name", "NAME", "not used")),
        new AbsentMagic("start-lesson", "Lessons are not part of this kernel.", BodyKind.None, OptionInfo.Of("from-file", "FILE", "not used"), OptionInfo.Of("from-url", "URL", "not used")),
        new AbsentMagic("model-answer", "Lessons are not part of this kernel.", BodyKind.None),
    ];

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        if (_alternative is not null && Interlocked.Exchange(ref _told, 1) == 0)
        {
            invocation.Context.Output.Display(AbsentLanguage.Notice($"#!{Info.Name} does nothing here. The rest of the notebook goes on.", _alternative));
        }

        return Task.FromResult<object?>(null);
    }
}
