using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Execution;

/// <summary>Completion, inspection and completeness of a whole cell: finds the part under the cursor and asks its language or magic.</summary>
public sealed class LanguageServices
{
    private readonly Session _session;

    internal LanguageServices(Session session) => _session = session;

    /// <summary>Completions at a position (UTF-16 offset) of a cell.</summary>
    public async Task<Completions> CompleteAsync(string code, int position, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(code);
        position = Math.Clamp(position, 0, code.Length);
        var lineStart = code.LastIndexOf('\n', Math.Max(0, position - 1)) + 1;
        if (position == 0)
        {
            lineStart = 0;
        }

        if (code.AsSpan(lineStart).StartsWith("#!"))
        {
            var lineEnd = code.IndexOf('\n', lineStart) is var end and >= 0 ? end : code.Length;
            var languages = _session.Languages.Where(l => l.IsAvailable).ToList();
            var found = MagicCompletion.Complete(
                code[lineStart..lineEnd],
                position - lineStart,
                [.. _session.Magics.Select(m => m.Info)],
                [.. languages.Select(LanguageSelector.InfoOf)],
                new MagicValues(_session.TextNames, () => [.. _session.Variables.List().Select(v => v.Name)], [.. languages.Select(l => l.Identity.Name)]));
            return Filtered(found with { Start = found.Start + lineStart, End = found.End + lineStart });
        }

        if (CodeAt(code, position) is not var (part, offset, language))
        {
            return await CompleteBodyAsync(code, position, token).ConfigureAwait(false);
        }

        var completions = await language.CompleteAsync(part, position - offset, token).ConfigureAwait(false);
        return Filtered(completions with { Start = completions.Start + offset, End = completions.End + offset });
    }

    /// <summary>What is known about the thing at a position, after the output filter, or null.</summary>
    public async Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(code);
        position = Math.Clamp(position, 0, code.Length);
        var lineStart = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        if (MagicLine.NameOf(code.AsSpan(lineStart)) is { } name)
        {
            if (_session.FindMagic(name) is { } named)
            {
                return _session.Filtered(MagicHelp.For(named));
            }

            if (_session.LanguageOf(name) is { } selected && selected != _session.Language)
            {
                return MagicHelp.For(LanguageSelector.InfoOf(selected));
            }
        }

        var found = CodeAt(code, position) is var (part, offset, language)
            ? await language.InspectAsync(part, position - offset, token).ConfigureAwait(false)
            : BodyAt(code, position) is var (magic, line, body, start)
            ? await magic.InspectBodyAsync(line, body, position - start, _session.Variables, token).ConfigureAwait(false)
            : null;
        return found is null ? null : _session.Filtered(found);
    }

    /// <summary>Whether a cell can run as it stands. A magic's body is always complete.</summary>
    public Completeness IsComplete(string code)
    {
        var segments = CellSplitter.Split(new Cell(code, 0), _session);
        return segments switch
        {
            [] => new Completeness(CompletenessStatus.Complete, ""),
            [.., Segment.Code last] => Of(last.Language).IsComplete(last.Part.Code),
            [.., Segment.Prefix last] when !string.IsNullOrWhiteSpace(last.Part.Code) => _session.Language.IsComplete(last.Part.Code),
            _ => new Completeness(CompletenessStatus.Complete, ""),
        };
    }

    /// <summary>A completion that shows an identifying value is no completion.</summary>
    private Completions Filtered(Completions found) => found with
    {
        Items = [.. found.Items.Where(i => _session.Filtered(i.Text) == i.Text)
            .Select(i => i.Signature is { } signature ? i with { Signature = _session.Filtered(signature) } : i)],
    };

    private ILanguage Of(string? name) => name is null ? _session.Language : _session.LanguageOf(name) ?? _session.Language;

    private async Task<Completions> CompleteBodyAsync(string code, int position, CancellationToken token)
    {
        if (BodyAt(code, position) is not var (magic, line, body, offset))
        {
            return new Completions(position, position, []);
        }

        var found = await magic.CompleteBodyAsync(line, body, position - offset, _session.Variables, token).ConfigureAwait(false);
        return Filtered(found with { Start = found.Start + offset, End = found.End + offset });
    }

    /// <summary>The text below a magic's line that a position is in.</summary>
    private (IMagic Magic, string Line, string Body, int Offset)? BodyAt(string code, int position)
    {
        foreach (var segment in CellSplitter.Split(new Cell(code, 0), _session).OfType<Segment.Magic>())
        {
            var offset = OffsetOfLine(code, segment.Part.FirstLine);
            if (position >= offset && position <= offset + segment.Part.Code.Length && MagicLine.NameOf(segment.Line) is { } name && _session.MagicOf(name) is { } magic)
            {
                return (magic, segment.Line, segment.Part.Code, offset);
            }
        }

        return null;
    }

    private (string Code, int Offset, ILanguage Language)? CodeAt(string code, int position)
    {
        foreach (var segment in CellSplitter.Split(new Cell(code, 0), _session).OfType<Segment.Code>())
        {
            var offset = OffsetOfLine(code, segment.Part.FirstLine);
            if (position >= offset && position <= offset + segment.Part.Code.Length)
            {
                return (segment.Part.Code, offset, Of(segment.Language));
            }
        }

        return null;
    }

    private static int OffsetOfLine(string code, int line)
    {
        var offset = 0;
        for (var i = 0; i < line; i++)
        {
            offset = code.IndexOf('\n', offset) + 1;
        }

        return offset;
    }
}
