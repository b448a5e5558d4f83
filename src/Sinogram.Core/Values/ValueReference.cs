using System.Text.Json;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Values;

/// <summary>
/// A value that a magic's line names: <c>@name</c>, <c>@python:name</c> (a variable of another language), <c>@input</c>, <c>@input:"prompt"</c>,
/// <c>@password</c>, or with properties <c>@input:{"prompt": "…", "saveAs": "name", "type": "text"}</c>.
/// </summary>
public sealed record ValueReference
{
    private ValueReference()
    {
    }

    /// <summary>The language that has the variable; null for the notebook's own, or a question.</summary>
    public string? Language { get; private init; }

    /// <summary>The variable; empty for a question.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What to ask; null for a variable.</summary>
    public string? Prompt { get; private init; }

    /// <summary>The answer is hidden.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>The variable that keeps the answer too; null for none.</summary>
    public string? SaveAs { get; private init; }

    /// <summary>Reads a reference; null for text that is none (it does not begin with <c>@</c> and a name).</summary>
    /// <exception cref="MagicException">The properties after <c>@input:</c> are no JSON.</exception>
    public static ValueReference? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < 2 || text[0] != '@')
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var head = colon < 0 ? text[1..] : text[1..colon];
        var rest = colon < 0 ? "" : text[(colon + 1)..];
        if (head is "input" or "password")
        {
            return Question(head == "password", rest);
        }

        if (colon < 0)
        {
            return IsName(head) ? new ValueReference { Name = head } : null;
        }

        // What stands after another language's name is read by that language, where it may be an expression.
        return rest.Length > 0 && (char.IsLetter(rest[0]) || rest[0] == '_') && head.Length > 0 && head.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '#' or '.')
            ? new ValueReference { Language = head, Name = rest }
            : null;
    }

    /// <summary>The value: of the variable, or the answer to the question.</summary>
    /// <exception cref="MagicException">There is no such variable or language, or nobody to answer.</exception>
    public async Task<object?> ReadAsync(MagicContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Prompt is not null)
        {
            var answer = await context.Cell.Input.AskAsync(Prompt, IsSecret, token).ConfigureAwait(false);
            if (SaveAs is { } kept)
            {
                await new VariablesExchange(context.Variables).SetAsync(kept, answer, token).ConfigureAwait(false);
            }

            return answer;
        }

        if (Language is null or "csharp")
        {
            return context.Variables.TryGet(Name, out var value)
                ? value
                : throw new MagicException(
                    $"There is no variable '{Name}' for @{Name}.",
                    Suggestion.For(Name, context.Variables.List().Select(v => v.Name), "@") ?? "Set it in a cell before, or put the word in quotes if it is meant as text.");
        }

        var language = context.Languages.Find(Language) ?? throw new MagicException(
            $"There is no language '{Language}' for @{Language}:{Name}.",
            Suggestion.For(Language, context.Languages.All.Where(l => l.IsAvailable).Select(l => l.Identity.Name), "@") ?? "#!connect adds languages.");
        return await LanguageSelector.ExchangeOf(language).GetAsync(Name, token).ConfigureAwait(false);
    }

    private static ValueReference Question(bool secret, string rest)
    {
        var usual = secret ? "Password" : "Please enter a value";
        if (!rest.StartsWith('{'))
        {
            return new ValueReference { Prompt = rest.Length == 0 ? usual : rest, IsSecret = secret };
        }

        try
        {
            using var json = JsonDocument.Parse(rest);
            string? Text(string name) =>
                json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new ValueReference { Prompt = Text("prompt") ?? usual, SaveAs = Text("saveAs"), IsSecret = secret || Text("type") == "password" };
        }
        catch (JsonException e)
        {
            throw new MagicException("The properties after @input: are no JSON.", "For example: @input:{\"prompt\": \"Which study?\", \"saveAs\": \"study\"}", e);
        }
    }

    private static bool IsName(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
