using System.Text.Json.Nodes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A cell for each kind of display, and what is seen of it wherever it is shown.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Code">The cell.</param>
/// <param name="Seen">Text that is seen; null where a picture is.</param>
/// <param name="Picture">A picture is seen.</param>
/// <param name="IsFormula">It is typeset where the front end does that.</param>
public sealed record DisplayCell(string Name, string Code, string? Seen, bool Picture = false, bool IsFormula = false)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<DisplayCell> All { get; } =
    [
        new("object", "new { Name = \"costs $5 and $6\", Inner = new { Deep = 42 }, Many = Enumerable.Range(0, 30).ToArray() }", "costs $5 and $6"),
        new("sequence", "Enumerable.Range(0, 30).Select(i => new { Index = i, Price = $\"${i} and ${i + 1}\" })", "$19 and $20"),
        new("wide", "new[] { new { A = new string('a', 120), B = new string('b', 120), C = new string('c', 120), D = \"the end\" } }", "the end"),
        new("dictionary", "new Dictionary<string, object> { [\"dose $1\"] = 1.5, [\"more $2\"] = new[] { 1, 2 } }", "dose $1"),
        new("matrix", "new double[3, 3]", "double[3, 3]"),
        new("exception", "new InvalidOperationException(\"cost $5 and $6\")", "cost $5 and $6"),
        new("json", "System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"cost\\\":\\\"$5 and $6\\\"}\")", "$5 and $6"),
        new("table", "new Table(Column.Of(\"cost\", Enumerable.Range(0, 40).Select(i => $\"${i} and ${i + 1}\")), Column.Of(\"n\", Enumerable.Range(0, 40)))", "20 of 40 rows"),
        new("query", QueryTableCheck.Code, "of 45 rows"),
        new("text", "\"costs $5 and $6\"", "costs $5 and $6"),
        new("printed", "Console.WriteLine(\"costs $5 and $6\");", "costs $5 and $6"),
        new("live value", "var live = new Sinogram.Core.Widgets.LiveValue<int>(0).Show(); for (var i = 1; i <= 5; i++) { live.Value = i; } live.Dispose();", "5"),
        new("progress", "using (var bar = Sinogram.Core.Execution.CellContext.Current.Output.Progress(\"costs $5 and $6\")) { bar.Report(0.5, \"half\"); }", "costs $5 and $6"),
        new("picture", "Convert.FromBase64String(\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\")", "PNG picture", true),
        new("figure", "using Sinogram.Interactive.Plotting;\nnew Figure(new Line(Enumerable.Range(0, 50).ToArray(), Enumerable.Range(0, 50).Select(i => Math.Sin(i / 5.0)).ToArray()) { Name = \"$a and $b\" }, new Bar(new[] { 0, 10, 20 }, new[] { 0.5, -0.5, 0.25 }) { Name = \"bars\" }) { Title = \"A figure\", XAxis = new(\"time (s)\"), YAxis = new(\"dose\") }", null, true),
        new("formula", "new MathString(@\"\\frac{a}{b}\")", null, IsFormula: true),
        new("LaTeX", "new LaTeXString(@\"$\\alpha + \\beta$\")", null, IsFormula: true),
        new("markdown", "\"# Dose\\n\\nof **day** one\".DisplayAs(\"text/markdown\");", "Dose"),
        new("markup", "display(HTML(\"<b>bold</b> words\"));", "bold words"),
        new("surface", "using Sinogram.Interactive.Plotting;\nnew Figure(new Surface(new double[,] { { 1, 2, 3 }, { 2, 4, 2 }, { 3, 2, 1 } }) { Name = \"plan\" }) { Title = \"In space\" }", null, true),
        new("points in space", "using Sinogram.Interactive.Plotting;\nnew Figure(new Scatter3D(Enumerable.Range(0, 60).Select(i => Math.Cos(i / 5.0)), Enumerable.Range(0, 60).Select(i => Math.Sin(i / 5.0)), Enumerable.Range(0, 60)) { Name = \"helix\" })", null, true),
        new("explored", "Enumerable.Range(0, 200).Select(i => new { Index = i, Cost = $\"${i} and ${i + 1}\" }).Explore()", "rows 1 to 20 of 200"),
        new("viewer", "using Sinogram.Magics.Viewing;\nvar volume = new float[9][,];\nfor (var p = 0; p < 9; p++) { volume[p] = new float[128, 128]; for (var r = 0; r < 128; r++) for (var c = 0; c < 128; c++) volume[p][r, c] = Math.Abs(r - 64) + Math.Abs(c - 64) < 10 + 5 * p ? 1000 : r; }\nvolume.View()", "image 5 of 9", true),
    ];

    /// <summary>A notebook with these cells; with outputs where they are given.</summary>
    public static string Notebook(IReadOnlyList<JsonArray>? outputs = null) => new JsonObject
    {
        ["cells"] = new JsonArray([.. All.Select((cell, i) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject(),
            ["source"] = cell.Code,
            ["outputs"] = outputs?[i].DeepClone() ?? new JsonArray(),
        })]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["display_name"] = "C# (Sinogram)", ["language"] = "C#", ["name"] = "sinogram" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString();
}
