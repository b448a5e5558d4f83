using Sinogram.Core.Cells;
using Sinogram.Core.Execution;

namespace Sinogram.Core.Magics;

/// <summary>Runs magic segments: parse, help, call, keep or give back the value.</summary>
internal sealed class MagicRunner(SessionParts parts, Session session)
{
    /// <summary>Runs one magic line with its body.</summary>
    public async Task<CellResult> RunAsync(Segment.Magic segment, CellContext context, CancellationToken token)
    {
        var (magic, line) = Find(segment.Line);
        if (HelpFor(magic.Info, line, segment.Part.Code) is { } help)
        {
            context.Output.Display(help);
            return CellResult.Completed.NoValue;
        }

        var invocation = Parse(magic, line, segment.Part, context);
        var value = await magic.RunAsync(invocation, token).ConfigureAwait(false);
        if (value is null)
        {
            return CellResult.Completed.NoValue;
        }

        if (invocation.Verb.HasResult && invocation.Option(CommonOptions.Out.Name) is { } name)
        {
            invocation.Keep(name, value);
            return CellResult.Completed.NoValue;
        }

        return new CellResult.Completed(true, value);
    }

    /// <summary>Runs a prefix magic around the rest of its cell.</summary>
    public async Task<CellResult> RunPrefixAsync(Segment.Prefix segment, string? language, CellContext context, CancellationToken token)
    {
        var (magic, line) = Find(segment.Line);
        if (magic is not IPrefixMagic prefix || HelpFor(magic.Info, line, segment.Part.Code) is not null)
        {
            context.Output.Display(MagicHelp.For(magic.Info));
            return CellResult.Completed.NoValue;
        }

        var rest = CellSplitter.Split(segment.Part.Code, segment.Part.FirstLine, segment.Part.CellNumber, session);
        return await prefix.RunAroundAsync(
            Parse(magic, line, segment.Part, context), t => session.RunAsync(rest, language, context, t), token).ConfigureAwait(false);
    }

    private (IMagic Magic, MagicLine Line) Find(string text)
    {
        var line = MagicLine.Parse(text);
        return (session.MagicOf(line.Name)!, line);
    }

    private MagicInvocation Parse(IMagic magic, MagicLine line, CellPart body, CellContext context) =>
        MagicParser.Parse(
            magic.Info, VariableReferences.Resolve(line, session.Variables), body.Code, body.FirstLine, body.CellNumber,
            new MagicContext(context, session.Variables, parts.Connections, parts.Settings));

    /// <summary><c>#!name --help</c>, <c>#!name verb --help</c>, and a bare <c>#!name</c> that has nothing to do.</summary>
    private static Display.MimeBundle? HelpFor(MagicInfo info, MagicLine line, string body)
    {
        var asks = line.Words.Any(w => !w.Quoted && w.Text == "--help");
        var bare = line.Words.Count == 0 && string.IsNullOrWhiteSpace(body) && !info.IsPrefix
            && info.Verbs.FirstOrDefault(v => v.Name.Length == 0) is null or { Body: BodyKind.Required };
        if (!asks && !bare)
        {
            return null;
        }

        var named = line.Words.Count > 0 ? info.Verbs.FirstOrDefault(v => v.Name.Length > 0 && v.Name == line.Words[0].Text) : null;
        return MagicHelp.For(info, named);
    }
}
