namespace Sinogram.CSharp.Tests.Services;

/// <summary>Completion and inspection of what is <c>dynamic</c>: by the values that are there.</summary>
public sealed class DynamicValueTests
{
    private const string Cell = """
        using System.Dynamic;
        dynamic text = "abc";
        dynamic open = new ExpandoObject();
        open.Name = "A"; open.Inner = new ExpandoObject(); open.Inner.Depth = 4; open.Text = "t"; open.List = new List<object> { "x" };
        class Scan { public int Slices { get; set; } = 3; public object Keeps { get; } = "kept"; public int Costly => throw new Exception(); public string Halve(int by) => ""; internal int Own = 1; }
        dynamic scan = new Scan();
        dynamic anonymous = new { Dose = 1.5 };
        dynamic list = new List<dynamic> { "first" };
        dynamic map = new Dictionary<string, dynamic> { ["k"] = "value" };
        class Made : DynamicObject { public int Real = 1; public override IEnumerable<string> GetDynamicMemberNames() => ["Alpha", "Beta"]; }
        class Broken : DynamicObject { public override IEnumerable<string> GetDynamicMemberNames() => throw new Exception("no"); public int Still = 1; }
        dynamic made = new Made();
        dynamic broken = new Broken();
        dynamic none = null;
        namespace Wards { public class Bed { public int Number = 1; } }
        dynamic bed = new Wards.Bed();
        IEnumerable<int> Lazy() { yield return 1; }
        dynamic lazy = Lazy();
        static int Extended(this object any) => 1;
        """;

    [Theory]
    [InlineData("text.Len|", "Length", "property", "int string.Length")]
    [InlineData("text.Subs|", "Substring", "function", "string string.Substring(int startIndex)")]
    [InlineData("var n = 1;\ntext.Subs|\nvar m = 2;", "Substring", "function", "string string.Substring(int startIndex)")]
    [InlineData("text?.Len|", "Length", "property", "int string.Length")]
    [InlineData("(text).Len|", "Length", "property", "int string.Length")]
    [InlineData("open.|", "Name", "property", "string Name")]
    [InlineData("open.In|", "Inner", "property", "ExpandoObject Inner")]
    [InlineData("open.Inner.|", "Depth", "property", "int Depth")]
    [InlineData("open.Text.Len|", "Length", "property", "int string.Length")]
    [InlineData("open.List[0].Len|", "Length", "property", "int string.Length")]
    [InlineData("scan.|", "Slices", "property", "int Scan.Slices")]
    [InlineData("scan.|", "Halve", "function", "string Scan.Halve(int by)")]
    [InlineData("scan.Keeps.Len|", "Length", "property", "int string.Length")]
    [InlineData("anonymous.|", "Dose", "property", "double")]
    [InlineData("list[0].Len|", "Length", "property", "int string.Length")]
    [InlineData("map[\"k\"].Len|", "Length", "property", "int string.Length")]
    [InlineData("made.|", "Alpha", "property", "dynamic Alpha")]
    [InlineData("made.|", "Real", "instance", "int Made.Real")]
    [InlineData("broken.|", "Still", "instance", "int Broken.Still")]
    [InlineData("bed.|", "Number", "instance", "int Bed.Number")]
    [InlineData("lazy.GetEn|", "GetEnumerator", "function", "IEnumerator<int> IEnumerable<int>.GetEnumerator()")]
    public async Task Completion_offers_what_the_value_has(string marked, string expected, string kind, string signature)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(Cell);
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var completions = await notebook.Language.CompleteAsync(marked.Remove(position, 1), position, Token);
        var item = Assert.Single(completions.Items, i => i.Text == expected);
        Assert.Equal(kind, item.Kind);
        Assert.StartsWith(signature, item.Signature, StringComparison.Ordinal);
        Assert.Equal(marked.LastIndexOf('.', position) + 1, completions.Start);
        Assert.Equal(position, completions.End);
    }

    [Theory]
    [InlineData("none.|", "a value that is not there has no members")]
    [InlineData("scan.Costly.|", "no code of the notebook runs")]
    [InlineData("open.Nothing.|", "")]
    [InlineData("dynamic own = \"a\"; own.Len|", "a value that the cell has yet to make")]
    [InlineData("int F(dynamic text) => text.Len|", "a parameter hides the variable")]
    [InlineData("text.Exten|", "nor such as take any object")]
    [InlineData("text.Where|", "extension methods cannot be called on what is dynamic")]
    public async Task Nothing_is_offered_where_no_value_is_known(string marked, string why)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(Cell);
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        Assert.True((await notebook.Language.CompleteAsync(marked.Remove(position, 1), position, Token)).Items.All(i => i.Text is not ("Length" or "Where" or "Extended")), why);
    }

    [Theory]
    [InlineData("text.Sub|string", "string string.Substring(int startIndex)", "Retrieves a substring")]
    [InlineData("text.Substring(|", "string string.Substring(int startIndex)", "Retrieves a substring")]
    [InlineData("scan.Hal|ve", "string Scan.Halve(int by)", "In cell 1")]
    [InlineData("open.Inner|", null, "")]
    public async Task Inspection_tells_of_the_value_s_members(string marked, string? signature, string more)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(Cell);
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var told = await notebook.Language.InspectAsync(marked.Remove(position, 1), position, Token);
        if (signature is null)
        {
            Assert.Null(told);
            return;
        }

        Assert.StartsWith(signature, told!["text/plain"], StringComparison.Ordinal);
        Assert.Contains(more, told["text/plain"], StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
