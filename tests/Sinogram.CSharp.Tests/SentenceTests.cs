namespace Sinogram.CSharp.Tests;

/// <summary>A table of cells: what the last of them is worth. Cells are separated by a line of three dashes.</summary>
public sealed class SentenceTests
{
    [Theory]
    [MemberData(nameof(Sentences.All), MemberType = typeof(Sentences))]
    public async Task A_notebook_of_these_cells_has_this_value(string cells, string expected)
    {
        using var notebook = new Notebook();
        object? value = null;
        foreach (var cell in cells.Split("\n---\n"))
        {
            value = await notebook.ValueAsync(cell);
        }

        Assert.Equal(expected, Show(value));
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable many => "[" + string.Join(", ", many.Cast<object?>().Select(Show)) + "]",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
