namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>The result of a query in a browser: its pages are turned, and it is sorted by numbers, days and texts, what is missing last.</summary>
internal static class QueryTableCheck
{
    /// <summary>45 rows, each value of a column once; every ninth number and text is missing.</summary>
    public const string Code =
        """
        var doses = new Table(
            Column.Of("n", Enumerable.Range(0, 45).Select(i => i * 7 % 45)),
            Column.Of("dose", Enumerable.Range(0, 45).Select(i => i % 9 == 0 ? (double?)null : (i * 11 % 45 - 20) / 2.0)),
            Column.Of("day", Enumerable.Range(0, 45).Select(i => new DateOnly(2024, 2, 1).AddDays(i * 13 % 45))),
            Column.Of("label", Enumerable.Range(0, 45).Select(i => i % 9 == 0 ? null : $"${i * 17 % 45:00} and $x")));
        #!drill --public --in doses
        SELECT * FROM doses
        """;

    /// <param name="browser">Where it is shown.</param>
    /// <param name="output">The output, in JavaScript.</param>
    public static async Task RunAsync(WebDriver browser, string output)
    {
        async Task<string[]> Column(int column) =>
            [.. (await browser.RunAsync($"return Array.from({output}.querySelector('table').tBodies[0].rows).map(r => r.cells[{column}].innerText.trim());"))!.AsArray().Select(t => (string)t!)];
        Task Turn(string button) => browser.RunAsync($"Array.from({output}.querySelectorAll('button')).find(b => b.textContent === '{button}').click();");
        Task Sort(int column) => browser.RunAsync($"{output}.querySelector('table').tHead.rows[0].cells[{column}].click();");
        async Task<string> Text() => (string)(await browser.RunAsync($"return {output}.innerText;"))!;

        Assert.Contains("rows 1–20 of 45 rows × 4 columns", await Text(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i * 7 % 45}"), await Column(0));
        await Turn("›");
        await Turn("›");
        Assert.Contains("rows 41–45 of 45 rows", await Text(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(40, 5).Select(i => $"{i * 7 % 45}"), await Column(0));
        await Turn("‹");
        Assert.Contains("rows 21–40 of 45 rows", await Text(), StringComparison.Ordinal);

        // Numbers as numbers: 2 stands before 10, and -0.5 before 0.
        await Sort(0);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), await Column(0));
        await Sort(0);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{44 - i}"), await Column(0));
        await Sort(1);
        var doses = Enumerable.Range(0, 45).Where(i => i % 9 != 0).Select(i => (i * 11 % 45 - 20) / 2.0).Order().Select(d => d.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(doses.Take(20), await Column(1));
        await Turn("»");
        Assert.Equal(Enumerable.Repeat("null", 5), await Column(1));
        await Sort(1);
        await Turn("»");
        Assert.Equal(Enumerable.Repeat("null", 5), await Column(1));
        await Sort(2);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => new DateOnly(2024, 2, 1).AddDays(i).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), await Column(2));
        await Sort(3);
        Assert.Equal(Enumerable.Range(0, 45).Where(i => i % 9 != 0).Select(i => $"${i * 17 % 45:00} and $x").Order(StringComparer.Ordinal).Take(20), await Column(3));
        await Sort(3);
        await Sort(3);
        await Turn("«");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i * 7 % 45}"), await Column(0));
    }
}
