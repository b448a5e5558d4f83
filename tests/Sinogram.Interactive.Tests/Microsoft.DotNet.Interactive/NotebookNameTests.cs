using Sinogram.Core.Display;

namespace Sinogram.Interactive.Tests.Names;

/// <summary>Lines as they stand in notebooks that were written for .NET Interactive.</summary>
[Collection("one process, one Formatter")]
public sealed class NotebookNameTests
{
    [Fact]
    public async Task Values_of_cells_are_shown_by_our_formatters()
    {
        await using var notebook = new Notebook();
        Assert.Equal("2", (await notebook.ShowAsync("1 + 1"))[Mime.Plain]);
        Assert.Contains(">anonymous<", (await notebook.ShowAsync("new { A = 1 }"))[Mime.Html], StringComparison.Ordinal);
        Assert.Contains(">X<br>", (await notebook.ShowAsync("record P(int X);\nnew[] { new P(1) }"))[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Display_shows_and_updates_the_same_output_from_a_later_cell()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("var d = display(\"first\");");
        await notebook.ShowAsync("d.Update(\"second\");");
        var shown = Assert.Single(notebook.Events.OfType<OutputEvent.DisplayData>());
        var updated = Assert.Single(notebook.Events.OfType<OutputEvent.UpdateDisplayData>());
        Assert.Equal(shown.DisplayId, updated.DisplayId);
        Assert.Equal("second", updated.Bundle[Mime.Plain]);
    }

    [Theory]
    [InlineData("display(5)")]
    [InlineData("5.Display()")]
    [InlineData("KernelInvocationContext.Current.Display(5)")]
    public async Task A_display_without_its_semicolon_is_shown_once(string code)
    {
        await using var notebook = new Notebook();
        Assert.Equal("5", (await notebook.ShowAsync(code))[Mime.Plain]);
        Assert.Empty(notebook.Events.OfType<OutputEvent.ExecuteResult>());
    }

    [Theory]
    [InlineData("5.Display();", Mime.Plain, "5")]
    [InlineData("display(\"**bold**\", \"text/markdown\");", Mime.Markdown, "**bold**")]
    [InlineData("\"<b>x</b>\".DisplayAs(\"text/html\");", Mime.Html, "<b>x</b>")]
    [InlineData("HTML(\"<i>y</i>\")", Mime.Html, "<i>y</i>")]
    [InlineData("display(HTML(\"<i>y</i>\"));", Mime.Html, "<i>y</i>")]
    [InlineData("Javascript(\"alert(1)\");", Mime.Javascript, "alert(1)")]
    [InlineData("new LaTeXString(@\"$$x^2$$\")", Mime.Latex, "$$x^2$$")]
    [InlineData("new MathString(\"x^2\")", Mime.Latex, "$$x^2$$")]
    [InlineData("KernelInvocationContext.Current.Display(3);", Mime.Plain, "3")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\nb(\"bold\")", Mime.Html, "<b>bold</b>")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndiv[style: \"color:red\"](span(\"a\"), span(\"b\"))", Mime.Html, "<div style=\"color:red\"><span>a</span><span>b</span></div>")]
    [InlineData("display(new { A = 1 }, \"application/json\");", "application/json", "{\"A\":1}")]
    [InlineData("new[] { 1, 2 }.DisplayTable();", Mime.Plain, "[1, 2]")]
    [InlineData("CSS(\".dose { color: red }\");", Mime.Html, "<style>.dose { color: red }</style>")]
    [InlineData("KernelInvocationContext.Current?.DisplayAs(\"# Dose\", \"text/markdown\");", Mime.Markdown, "# Dose")]
    [InlineData("await KernelInvocationContext.Current.DisplayAsync(4);", Mime.Plain, "4")]
    [InlineData("display(LaTeXString.Equals(1, 1), \"text/plain\");", Mime.Plain, "True")]
    [InlineData("using Microsoft.DotNet.Interactive.Formatting;\nnew { Dose = 5 }.ToDisplayString(\"application/json\")", Mime.Plain, "{\"Dose\":5}")]
    public async Task Each_name_shows_what_it_showed(string code, string mime, string expected)
    {
        await using var notebook = new Notebook();
        Assert.Equal(expected, (await notebook.ShowAsync(code))[mime]?.Trim());
    }

    [Fact]
    public async Task A_formatter_registered_by_the_notebook_wins()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("class Scan { public int Slices = 3; }\nFormatter.Register<Scan>(s => $\"<b>{s.Slices} slices</b>\", \"text/html\");");
        try
        {
            Assert.Equal("<b>3 slices</b>", (await notebook.ShowAsync("new Scan()"))[Mime.Html]);
            Assert.Equal("7", (await notebook.ShowAsync("7"))[Mime.Plain]);
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault();");
        }

        Assert.Contains("Slices", (await notebook.ShowAsync("new Scan()"))[Mime.Html], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Formatter.Register(typeof(Dose), (value, writer) => writer.Write($\"<i>{((Dose)value).Value} mGy</i>\"), \"text/html\");", "<i>5 mGy</i>")]
    [InlineData("Formatter.Register<Dose>((value, writer) => writer.Write($\"<u>{value.Value}</u>\"), \"text/html\");", "<u>5</u>")]
    [InlineData("Formatter.Register(typeof(List<>), (value, writer) => writer.Write(\"a list\"), \"text/html\");", "a list", "new List<int> { 1 }")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\nFormatter.Register<Dose>(d => div(b(\"dose\"), span(d.Value.ToString())).ToString(), \"text/html\");", "<div><b>dose</b><span>5</span></div>")]
    public async Task Every_way_to_register_a_formatter_works(string registration, string expected, string value = "new Dose()")
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("public class Dose { public int Value = 5; }");
        await notebook.ShowAsync("using Microsoft.DotNet.Interactive.Formatting;\n" + registration);
        try
        {
            Assert.Equal(expected, (await notebook.ShowAsync(value))[Mime.Html]?.Trim());
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault();");
        }
    }

    [Fact]
    public async Task Questions_reach_the_front_end_and_passwords_stay_hidden()
    {
        await using var notebook = new Notebook { Input = new Answers() };
        Assert.Equal("answer to Name?", (await notebook.ShowAsync("input(\"Name?\")"))[Mime.Plain]);
        Assert.Equal("********", (await notebook.ShowAsync("var p = password(\"Word?\"); p"))[Mime.Plain]);
        Assert.Equal("secret for Word?", (await notebook.ShowAsync("p.GetClearTextPassword()"))[Mime.Plain]);
        Assert.Equal("answer to Q", (await notebook.ShowAsync("await Kernel.GetInputAsync(\"Q\")"))[Mime.Plain]);
    }

    [Fact]
    public async Task Code_is_submitted_to_the_notebook_as_part_of_the_running_cell()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("""
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            var code = @"display(""Hello!""); var submitted = 41;";
            await Kernel.Root.FindKernelByName("csharp").SendAsync(new SubmitCode(code));
            """);
        Assert.Equal("41", (await notebook.ShowAsync("submitted"))[Mime.Plain]);
        Assert.Equal("Hello!", notebook.Events.OfType<OutputEvent.DisplayData>().First().Bundle[Mime.Plain]);
    }

    [Fact]
    public async Task The_result_of_submitted_code_holds_what_happened()
    {
        await using var notebook = new Notebook();
        var shown = await notebook.ShowAsync("""
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Events;
            var result = await Kernel.Root.SendAsync(new SubmitCode("1 + 1", "csharp"));
            result.Events.OfType<ReturnValueProduced>().Single().Value
            """);
        Assert.Equal("2", shown[Mime.Plain]);
        Assert.Equal("CommandFailed", (await notebook.ShowAsync("(await Kernel.Root.SendAsync(new SubmitCode(\"nonsense +\"))).Events.Last().GetType().Name"))[Mime.Plain]);
    }

    [Fact]
    public async Task Values_are_sent_and_requested_by_name()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("""
            using Microsoft.DotNet.Interactive.CSharp;
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Events;
            await Kernel.Root.SendAsync(new SendValue("dose", 4.5, null, "csharp"));
            """);
        Assert.Equal("9", (await notebook.ShowAsync("dose * 2"))[Mime.Plain]);
        Assert.Equal("4.5", (await notebook.ShowAsync("(await Kernel.Root.SendAsync(new RequestValue(\"dose\", targetKernelName: \"csharp\"))).Events.OfType<ValueProduced>().Single().FormattedValue.Value"))[Mime.Plain]);
        Assert.Equal("True", (await notebook.ShowAsync("((CSharpKernel)Kernel.Current).TryGetValue<double>(\"dose\", out var d) && d == 4.5"))[Mime.Plain]);
    }

    [Fact]
    public async Task A_cell_that_turns_warnings_off_through_the_kernels_private_options_runs()
    {
        await using var notebook = new Notebook();
        Assert.Equal("0", (await notebook.ShowAsync("""
            using System.Reflection;
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.CSharp;
            var csharpKernel = (CSharpKernel)Kernel.Root.FindKernelByName("csharp");
            var optionsField = typeof(CSharpKernel).GetField("_scriptOptions", BindingFlags.NonPublic | BindingFlags.Instance);
            var scriptOptions = optionsField.GetValue(csharpKernel);
            var withWarningLevel = scriptOptions.GetType().GetMethod("WithWarningLevel");
            var newOptions = withWarningLevel.Invoke(scriptOptions, new object[] { 0 });
            optionsField.SetValue(csharpKernel, newOptions);
            newOptions.GetType().GetProperty("WarningLevel").GetValue(newOptions)
            """))[Mime.Plain]);
    }

    [Fact]
    public async Task Tabular_data_is_a_table_and_explorers_of_the_notebook_are_used()
    {
        await using var notebook = new Notebook();
        var table = await notebook.ShowAsync("""
            using Microsoft.DotNet.Interactive.Formatting.TabularData;
            var resource = new[] { new { Name = "A", Dose = 1.5 }, new { Name = "B", Dose = 2.5 } }.ToTabularDataResource();
            resource
            """);
        Assert.Contains("2.5", table[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("Dose", table["application/table-schema+json"], StringComparison.Ordinal);
        try
        {
            Assert.Contains(">B<", (await notebook.ShowAsync("DataExplorer.CreateDefault(resource)"))[Mime.Html], StringComparison.Ordinal);
            var own = await notebook.ShowAsync("""
                using Microsoft.AspNetCore.Html;
                public class Counter : DataExplorer<TabularDataResource>
                {
                    public Counter(TabularDataResource data) : base(data) { }
                    protected override IHtmlContent ToHtml() => HTML($"<b>{Data.Data.Count()} rows</b>");
                }
                DataExplorer.Register<TabularDataResource, Counter>();
                DataExplorer.Create("Counter", resource)
                """);
            Assert.Equal("<b>2 rows</b>", own[Mime.Html]);
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault();");
        }
    }

    [Fact]
    public async Task Several_questions_are_answered_by_name()
    {
        await using var notebook = new Notebook { Input = new Answers() };
        Assert.Equal("answer to Your user / secret for token", (await notebook.ShowAsync("""
            using Microsoft.DotNet.Interactive.Commands;
            var inputs = await GetInputsAsync(new[] { new InputDescription("user", "Your user"), new InputDescription("token") { TypeHint = "password" } });
            $"{inputs["user"]} / {inputs["token"]}"
            """))[Mime.Plain]);
        Assert.Equal("secret for P", (await notebook.ShowAsync("(await GetPasswordAsync(\"P\")).GetClearTextPassword()"))[Mime.Plain]);
    }

    private sealed class Answers : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) =>
            Task.FromResult((secret ? "secret for " : "answer to ") + prompt);
    }
}
