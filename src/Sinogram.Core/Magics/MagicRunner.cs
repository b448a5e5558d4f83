using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.Core.Privacy;

namespace Sinogram.Core.Magics;

/// <summary>Runs magic segments: parse, help, call, keep or give back the value.</summary>
internal sealed class MagicRunner(SessionParts parts, Session session)
{
    /// <summary>Runs one magic line with its body.</summary>
    public async Task<CellResult> RunAsync(Segment.Magic segment, string? language, CellContext context, CancellationToken token)
    {
        var (magic, line) = Find(segment.Line);
        if (HelpFor(magic.Info, line, segment.Part.Code) is { } help)
        {
            context.Output.Display(help);
            return CellResult.Completed.NoValue;
        }

        var invocation = await ParseAsync(magic.Info, line, segment.Part, context, segment.Language ?? language, token).ConfigureAwait(false);
        if (invocation.Has(CommonOptions.Reveal.Name) && invocation.Verb.CanReveal)
        {
            using var reveal = invocation.Context.Reveal();
            return reveal.Reveal(await CallAsync(magic, invocation, token).ConfigureAwait(false), context.Output);
        }

        return await CallAsync(magic, invocation, token).ConfigureAwait(false);
    }

    private static async Task<CellResult> CallAsync(IMagic magic, MagicInvocation invocation, CancellationToken token)
    {
        var value = await magic.RunAsync(invocation, token).ConfigureAwait(false);
        if (value is null)
        {
            return CellResult.Completed.NoValue;
        }

        if (value is CellResult result)
        {
            return result;
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

        var rest = CellSplitter.Split(segment.Part, session);
        var selected = segment.Language ?? language;
        var invocation = await ParseAsync(magic.Info, line, segment.Part, context, selected, token).ConfigureAwait(false);
        return await prefix.RunAroundAsync(invocation, t => session.RunAsync(rest, selected, context, t), token).ConfigureAwait(false);
    }

    /// <summary>Runs code of a language under a selector that says more than its name.</summary>
    public async Task<CellResult> RunSelectedAsync(Segment.Code segment, ILanguage language, CellContext context, CancellationToken token)
    {
        var info = LanguageSelector.InfoOf(language);
        var line = MagicLine.Parse(segment.Selector!);
        if (LanguageSelector.HelpFor(info, line) is { } help)
        {
            context.Output.Display(help);
            return CellResult.Completed.NoValue;
        }

        var selector = language.IsAvailable
            ? await ParseAsync(info, line, segment.Part, context, language.Identity.Name, token).ConfigureAwait(false)
            : null;
        if (selector is not null)
        {
            await LanguageSelector.BringInAsync(selector, language, token).ConfigureAwait(false);
        }

        CellResult result = string.IsNullOrWhiteSpace(segment.Part.Code) && selector is not null
            ? CellResult.Completed.NoValue
            : await language.ExecuteAsync(segment.Part, context, token).ConfigureAwait(false);
        if (result is CellResult.Completed && selector is not null)
        {
            await LanguageSelector.TakeOutAsync(selector, language, token).ConfigureAwait(false);
        }

        if (result is CellResult.Completed { HasValue: true } valued && selector is not null)
        {
            await LanguageSelector.KeepResultAsync(selector, language, valued.Value, token).ConfigureAwait(false);
        }

        return result;
    }

    private (IMagic Magic, MagicLine Line) Find(string text)
    {
        var line = MagicLine.Parse(text);
        LiteralSecrets.Refuse(line);
        return (session.MagicOf(line.Name)!, line);
    }

    private async Task<MagicInvocation> ParseAsync(
        MagicInfo info, MagicLine line, CellPart body, CellContext context, string? language, CancellationToken token)
    {
        var magicContext = new MagicContext(context, session.Variables, parts.Connections, parts.Settings)
        {
            File = body.File,
            Languages = session.LanguageList,
            Language = (language is null ? null : session.LanguageOf(language)) ?? session.Language,
            OpenReveal = () => RevealScope.Open(context, parts.Settings, parts.Audit, parts.Filter),
        };
        var resolved = await VariableReferences.ResolveAsync(info, line, magicContext, token).ConfigureAwait(false);
        return MagicParser.Parse(info, resolved, body.Code, body.FirstLine, body.CellNumber, magicContext);
    }

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
