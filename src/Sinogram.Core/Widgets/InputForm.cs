using Sinogram.Core.Execution;

namespace Sinogram.Core.Widgets;

/// <summary>Several questions to the person at the front end: one form where it has widgets, else one after the other.</summary>
public static class InputForm
{
    /// <summary>Asks, and waits for the answers.</summary>
    /// <param name="cell">The running cell.</param>
    /// <param name="questions">What to ask; the answers to those that are secret are kept nowhere.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    /// <exception cref="Magics.MagicException">Nobody can answer here.</exception>
    public static async Task<IReadOnlyList<string>> AskAsync(CellContext cell, IReadOnlyList<InputQuestion> questions, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Count > 1 && cell.Input.IsAvailable && cell.Channels.Has(Widget.Target))
        {
            return await FormAsync(cell, questions, token).ConfigureAwait(false);
        }

        var answers = new List<string>();
        foreach (var question in questions)
        {
            answers.Add(await cell.Input.AskAsync(question.Prompt, question.IsSecret, token).ConfigureAwait(false));
        }

        return answers;
    }

    private static async Task<IReadOnlyList<string>> FormAsync(CellContext cell, IReadOnlyList<InputQuestion> questions, CancellationToken token)
    {
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fields = questions.Select(q => q.IsSecret ? (ValueControl<string>)new PasswordInput(q.Prompt) : new TextInput(q.Prompt)).ToList();
        var button = new Button("OK");
        button.Clicked += () => given.TrySetResult();
        var form = Box.Column([.. fields, button]);
        await using (form.ConfigureAwait(false))
        {
            var shown = cell.Output.Display(form.View(cell.Channels));
            try
            {
                await given.Task.WaitAsync(token).ConfigureAwait(false);
                return [.. fields.Select(f => f.Value)];
            }
            finally
            {
                // What stays in the notebook is what was answered, without a control that asks nobody any more.
                shown.Update(form.Still()!);
                foreach (var secret in fields.OfType<PasswordInput>())
                {
                    secret.Clear();
                }
            }
        }
    }
}

/// <summary>One question.</summary>
/// <param name="Prompt">What to ask.</param>
/// <param name="IsSecret">The answer is not shown.</param>
public sealed record InputQuestion(string Prompt, bool IsSecret);
