namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>What must be seen of every kind of display, wherever it is shown.</summary>
internal static class DisplayCheck
{
    public const string Typeset = "document.querySelectorAll('.MathJax, mjx-container').length > 1";

    public const string FrameIsVisible =
        "Array.from(document.querySelectorAll('iframe[sandbox]')).some(f => getComputedStyle(f).visibility === 'visible' && f.getBoundingClientRect().width > 300)";

    public static async Task RunAsync(string state, WebDriver browser, string output)
    {
        var seen = (await browser.RunAsync(
            $$"""
            var all = [];
            for (var index = 0; index < arguments[0]; index++) {
              var node = {{output}};
              var pictures = Array.from(node.querySelectorAll('img')).filter(function (i) { return i.naturalWidth > 0 && i.getBoundingClientRect().width > 0; }).length;
              var frames = Array.from(node.querySelectorAll('iframe')).filter(function (f) { return getComputedStyle(f).visibility === 'visible'; }).length;
              var formulas = node.querySelectorAll('.MathJax, .MathJax_Display, mjx-container, .katex').length;
              var table = node.querySelector('table'), page = document.documentElement.clientWidth;
              all.push({ text: node.innerText, pictures: pictures + frames, formulas: formulas, right: node.getBoundingClientRect().right, page: page });
            }
            return all;
            """,
            DisplayCell.All.Count))!.AsArray();
        Assert.Multiple([.. DisplayCell.All.Select<DisplayCell, Action>((cell, i) => () =>
        {
            var found = seen[i]!;
            var text = ((string)found["text"]!).Replace('\u00a0', ' ');
            Assert.True(cell.Seen is null || text.Contains(cell.Seen, StringComparison.Ordinal), $"{state}: {cell.Name} shows '{text}' without '{cell.Seen}'");
            Assert.True(!cell.Picture || (int)found["pictures"]! > 0, $"{state}: {cell.Name} has no picture");
            Assert.True(cell.IsFormula || (int)found["formulas"]! == 0, $"{state}: a formula in {cell.Name}");
            // A converted page gets MathJax from the network, which there is none of here.
            Assert.True(!cell.IsFormula || state == "converted" || (int)found["formulas"]! > 0, $"{state}: {cell.Name} is not typeset");
            Assert.True(text.Trim().Length > 0 || (int)found["pictures"]! > 0 || (int)found["formulas"]! > 0, $"{state}: {cell.Name} is empty");
            Assert.True((double)found["right"]! <= (double)found["page"]! + 1, $"{state}: {cell.Name} is wider than the page");
        })]);
    }
}
