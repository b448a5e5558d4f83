using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Run.Parameters;

/// <summary>
/// Puts given values into a notebook as papermill does: a cell tagged <c>injected-parameters</c> after the one tagged
/// <c>parameters</c>, in place of an earlier injected one. Unlike papermill it checks names and types first.
/// </summary>
internal static class ParameterInjection
{
    public const string ParametersTag = "parameters";
    public const string InjectedTag = "injected-parameters";

    /// <summary>The parameters that a notebook declares.</summary>
    public static IReadOnlyList<ParameterDeclaration> Declared(NotebookDocument notebook)
    {
        var cell = notebook.Cells.FirstOrDefault(c => c.IsCode && c.Tags.Contains(ParametersTag));
        return cell is null ? [] : ParameterCell.Read(cell.Source);
    }

    /// <summary>Checks the values and injects them.</summary>
    /// <exception cref="UserErrorException">A name that the notebook does not declare, or a value that is not of its type.</exception>
    public static void Inject(NotebookDocument notebook, IReadOnlyDictionary<string, string> values)
    {
        var cells = notebook.Cells;
        var earlier = cells.ToList().FindIndex(c => c.Tags.Contains(InjectedTag));
        if (earlier >= 0)
        {
            notebook.RemoveAt(earlier);
            cells = notebook.Cells;
        }

        if (values.Count == 0)
        {
            return;
        }

        var declared = Declared(notebook);
        var source = new StringBuilder("// Parameters\n");
        foreach (var (name, text) in values)
        {
            var parameter = declared.FirstOrDefault(p => p.Name == name) ?? throw Unknown(name, declared);
            source.Append(parameter.Type).Append(' ').Append(name).Append(" = ").Append(ParameterLiteral.For(parameter, text)).Append(";\n");
        }

        var at = cells.ToList().FindIndex(c => c.Tags.Contains(ParametersTag)) + 1;
        notebook.Insert(at, NotebookCell.NewCode(source.ToString().TrimEnd('\n'), InjectedTag));
        var papermill = NotebookDocument.Child(notebook.Metadata, "papermill");
        papermill["parameters"] = new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));
    }

    /// <summary>
    /// Masks what was injected: it came from outside the notebook, and may name a patient of whom the run has read since. The cell stays as it is until it has run.
    /// </summary>
    public static void Mask(NotebookDocument notebook, Func<string, string> masked)
    {
        if (notebook.Cells.FirstOrDefault(c => c.Tags.Contains(InjectedTag)) is not { } cell || cell.Json["execution_count"] is null)
        {
            return;
        }

        if (masked(cell.Source) is var source && source != cell.Source)
        {
            cell.Source = source;
        }

        if (notebook.Metadata["papermill"]?["parameters"] is JsonObject parameters)
        {
            foreach (var (name, value) in parameters.ToList())
            {
                parameters[name] = value is null ? null : masked(value.ToString());
            }
        }
    }

    private static UserErrorException Unknown(string name, IReadOnlyList<ParameterDeclaration> declared) => declared.Count == 0
        ? new UserErrorException($"The notebook has no cell tagged '{ParametersTag}', so '{name}' cannot be set.")
        : new UserErrorException(
            $"The notebook has no parameter '{name}'. It has: {string.Join(", ", declared.Select(p => p.Name))}. "
            + Suggestion.For(name, declared.Select(p => p.Name), ""));
}
