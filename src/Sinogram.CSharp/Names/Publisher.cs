using Sinogram.CSharp.Emit;

namespace Sinogram.CSharp.Names;

/// <summary>Makes a compiled cell's names visible: types and methods at once, each variable when its declaration has run.</summary>
internal sealed class Publisher(NameTable table)
{
    private readonly Dictionary<(string Name, int Cell), Reader> _readers = [];

    /// <summary>Publishes all but the variables. Answers what the user should know, or null.</summary>
    public string? PublishDefinitions(CompiledCell cell)
    {
        var notes = new List<string>();
        foreach (var (name, why) in cell.Local)
        {
            table.NoteLocal(name, why);
        }

        var own = cell.Methods.Select(m => m.Reader).Concat(cell.Types.Select(t => t.Reader)).ToHashSet();
        var replaced = new List<MethodEntry>();
        foreach (var (method, reader) in cell.Methods)
        {
            if (table.Publish(method) is { } before)
            {
                Retire(before.Name, before.Cell.Id);
                replaced.Add(before);
            }

            _readers[(method.Name, method.Cell.Id)] = reader;
        }

        foreach (var constant in cell.Constants)
        {
            _ = constant.Field;
            table.Publish(constant);
        }

        foreach (var (type, reader) in cell.Types)
        {
            if (table.Publish(type) is { } before)
            {
                Retire(before.Name, before.Cell.Id);
            }

            _readers[(type.Name, type.Cell.Id)] = reader;
        }

        foreach (var before in replaced)
        {
            var callers = before.Readers.Where(r => r.IsLive && !own.Contains(r)).Select(r => r.Description).Distinct().Order(StringComparer.Ordinal).ToList();
            if (callers.Count > 0)
            {
                notes.Add($"{before.Name} is new here; still calling the one of cell {before.Cell.CellNumber}: {string.Join(", ", callers)}. Run those cells again to change that.");
            }
        }

        table.PublishNamespace(cell.Assembly, cell.NamespaceParts, cell.NamespacedTypes);
        foreach (var directive in cell.Usings)
        {
            table.Keep(directive);
        }

        return notes.Count == 0 ? null : string.Join("\n", notes) + "\n";
    }

    /// <summary>Publishes a variable. The value of a slot that it replaces is let go, unless code that lives on reads it.</summary>
    public void PublishVariable(Slot slot)
    {
        if (slot.Cell.IsReleased)
        {
            // A cell that could not be stopped goes on, and its names have been given up.
            return;
        }

        // A slot in the table has its field: its cell may be let go by the cell of another subshell.
        _ = slot.Field;
        if (table.Publish(slot) is { IsConstant: false } before && before != slot && !before.Readers.Any(r => r.IsLive) && !before.TypeText.Contains('*', StringComparison.Ordinal))
        {
            before.Field.SetValue(null, null);
        }
    }

    private void Retire(string name, int cell)
    {
        if (_readers.Remove((name, cell), out var reader))
        {
            reader.Replace();
        }
    }
}
