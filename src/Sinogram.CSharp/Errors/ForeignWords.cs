namespace Sinogram.CSharp.Errors;

/// <summary>Words of other languages of notebooks, and what C# has for them.</summary>
internal static class ForeignWords
{
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["print"] = "Console.WriteLine(x), or the value alone as the cell's last line.",
        ["println"] = "Console.WriteLine(x).",
        ["printf"] = "Console.WriteLine($\"{x:0.00}\").",
        ["cat"] = "Console.Write(x).",
        ["len"] = "x.Length of an array or text, x.Count of a list.",
        ["length"] = "x.Length of an array or text, x.Count of a list.",
        ["type"] = "x.GetType().",
        ["input"] = "await Kernel.GetInputAsync(\"prompt\"), or Console.ReadLine().",
        ["range"] = "Enumerable.Range(start, count).",
        ["help"] = "x? shows what x is, and Shift+Tab what is under the cursor.",
        ["str"] = "x.ToString().",
        ["None"] = "null.",
        ["NULL"] = "null.",
        ["nil"] = "null.",
        ["True"] = "true.",
        ["False"] = "false.",
        ["TRUE"] = "true.",
        ["FALSE"] = "false.",
        ["elif"] = "else if.",
        ["def"] = "int Twice(int x) => 2 * x;",
    };

    /// <summary>What is written for a word in C#; null for a word that is not known.</summary>
    public static string? Of(string word) => Own.TryGetValue(word, out var own) ? "In C#: " + own : null;
}
