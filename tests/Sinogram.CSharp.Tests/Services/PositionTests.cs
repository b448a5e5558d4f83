namespace Sinogram.CSharp.Tests.Services;

/// <summary>Positions at which a user presses Tab or Shift-Tab; the cursor stands at the bar.</summary>
public sealed class PositionTests(PositionTests.Book book) : IClassFixture<PositionTests.Book>
{
    private const string Setup =
        """
        /// <summary>A scan of a patient.</summary>
        public record Scan(int Id, string Name)
        {
            /// <summary>How thick.</summary>
            public double Thickness { get; init; } = 1.5;
            public static Scan Empty => new(0, "");
            public int Slices() => 3;
        }
        /// <summary>Adds two numbers.</summary>
        /// <param name="a">The first.</param>
        int AddThem(int a, int b = 2) => a + b;
        var scan = new Scan(1, "CT"); var numbers = new List<int> { 1, 2, 3 }; var names = new Dictionary<string, int> { ["a"] = 1 };
        var anon = new { First = 1, Second = "b" }; (int Left, string Right) pair = (1, "x"); int? maybe = 5; var text = "hello"; var day = DayOfWeek.Monday;
        static class MyExt
        {
            /// <summary>Twice it.</summary>
            public static int Doubled(this int x) => x * 2;
            extension(string s) { public string Shouted => s.ToUpper(); }
        }
        enum Modality { CT, MR, US }
        namespace Lab.Tools
        {
            /// <summary>Measures.</summary>
            public class Meter { public double Read() => 1; }
        }
        event Action Done; int Prop { get; set; } = 3; const double Gyro = 42.5; interface IRun { void Go(); }
        """;

    [Theory]
    [InlineData("scan.|", "Id Name Thickness Slices", "Empty Scan")]
    [InlineData("scan.Th|", "Thickness", "Name")]
    [InlineData("scan.Name.Len|gth", "Length", "Name")]
    [InlineData("numbers.|\nscan", "Add Count Select", "numbers")]
    [InlineData("numbers\n.Select(x => x)\n.Wh|", "Where", "")]
    [InlineData("numbers.Select(n => n.|", "CompareTo Doubled", "Add")]
    [InlineData("numbers.Select(n => n).|", "ToList Where", "Capacity")]
    [InlineData("numbers.OrderBy(x => x).ThenBy(x => x).Fi|", "First FirstOrDefault", "")]
    [InlineData("numbers[0].|", "CompareTo Doubled", "Add")]
    [InlineData("names[\"a\"].Dou|", "Doubled", "")]
    [InlineData("names.TryGetValue(\"a\", out var n); n.|", "Doubled", "Keys")]
    [InlineData("int.TryParse(\"1\", out var n); n.|", "Doubled", "Parse")]
    [InlineData("var (l, r) = pair; r.Sub|", "Substring", "")]
    [InlineData("anon.|", "First Second", "")]
    [InlineData("pair.|", "Left Right", "")]
    [InlineData("maybe.|", "HasValue Value", "Doubled")]
    [InlineData("maybe?.|", "CompareTo Doubled", "HasValue")]
    [InlineData("text?.Sho|", "Shouted", "")]
    [InlineData("5.Dou|", "Doubled", "")]
    [InlineData("\"abc\".Sho|", "Shouted", "")]
    [InlineData("Modality.|", "CT MR US", "")]
    [InlineData("switch (day) { case DayOfWeek.|", "Monday Sunday", "")]
    [InlineData("Lab.|", "Tools", "Meter")]
    [InlineData("new Lab.Tools.|", "Meter", "")]
    [InlineData("new Lab.Tools.Meter().|", "Read", "")]
    [InlineData("new Sc|", "Scan", "")]
    [InlineData("new Scan(1, \"a\") { |", "Id Name Thickness", "Slices Console numbers")]
    [InlineData("var other = scan with { |", "Id Name Thickness", "Slices Console")]
    [InlineData("new List<int> { nu|", "numbers", "")]
    [InlineData("new List<int> { Cap|", "Capacity", "")]
    [InlineData("scan is { |", "Id Name Thickness", "Slices Console")]
    [InlineData("scan is Scan { Na|", "Name", "names")]
    [InlineData("Scan.|", "Empty", "Thickness")]
    [InlineData("AddT|", "AddThem", "")]
    [InlineData("AddThem(|", "a: b: scan numbers", "")]
    [InlineData("AddThem(b|", "b:", "a:")]
    [InlineData("Console.Wri|", "Write WriteLine", "")]
    [InlineData("System.IO.Fi|", "File FileInfo", "")]
    [InlineData("using Sys|", "System", "")]
    [InlineData("using static System.Ma|", "Math", "")]
    [InlineData("global::Sys|", "System", "")]
    [InlineData("fore|", "foreach", "")]
    [InlineData("if (sc|) { }", "scan Scan", "")]
    [InlineData("foreach (var n in num|) { }", "numbers", "")]
    [InlineData("return sc|", "scan", "")]
    [InlineData("await Task.Fr|", "FromResult", "")]
    [InlineData("typeof(Sc|", "Scan", "")]
    [InlineData("nameof(num|", "numbers", "")]
    [InlineData("List<Sc|", "Scan", "")]
    [InlineData("$\"{scan.|}\"", "Name", "")]
    [InlineData("$\"{sca|}\"", "scan", "")]
    [InlineData("class A { int value1; int M() { return val| } }", "value1", "")]
    [InlineData("class A : IR|", "IRun", "")]
    [InlineData("class A { public override |", "int=GetHashCode() string?=ToString()", "scan Console")]
    [InlineData("class A : System.IO.Stream { public override int ReadB|", "", "scan")]
    [InlineData("from n in numbers where n.|", "Doubled", "")]
    [InlineData("from n in numbers sel|", "select", "")]
    [InlineData("Func<int, int> f = x => x.Dou|", "Doubled", "")]
    [InlineData("try { } catch (IOEx|", "IOException", "")]
    [InlineData("throw new Arg|", "ArgumentException", "")]
    [InlineData("[Obs|", "ObsoleteAttribute", "")]
    [InlineData("{\n  var inner = \"a\";\n  inner.|\n}", "Length", "scan")]
    [InlineData("Gy|", "Gyro", "")]
    [InlineData("Pr|", "Prop", "")]
    [InlineData("Don|", "Done", "")]
    [InlineData("string.Jo|", "Join", "")]
    [InlineData("File.ReadAllL|", "ReadAllLines", "")]
    public async Task Tab_offers(string code, string offered, string notOffered)
    {
        var position = code.IndexOf('|', StringComparison.Ordinal);
        var found = (await book.Language.CompleteAsync(code.Remove(position, 1), position, TestContext.Current.CancellationToken)).Items.Select(i => i.Text).ToHashSet();
        Assert.Subset(found, offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Replace('=', ' ')).ToHashSet());
        Assert.DoesNotContain(found, notOffered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains);
    }

    [Theory]
    [InlineData("\"num|\"")]
    [InlineData("// num|")]
    [InlineData("$\"text sca|\"")]
    [InlineData("#r \"nuget: Sc|")]
    [InlineData("#load \"sc|")]
    [InlineData("xyzzy.|")]
    [InlineData("12|")]
    public async Task Tab_offers_nothing_where_no_name_is_meant(string code)
    {
        var position = code.IndexOf('|', StringComparison.Ordinal);
        Assert.Empty((await book.Language.CompleteAsync(code.Remove(position, 1), position, TestContext.Current.CancellationToken)).Items);
    }

    [Theory]
    [InlineData("Modality|", "Modality", "enum")]
    [InlineData("IRu|", "IRun", "interface")]
    [InlineData("Gy|", "Gyro", "constant")]
    [InlineData("Pro|", "Prop", "property")]
    [InlineData("Don|", "Done", "event")]
    [InlineData("AddT|", "AddThem", "function")]
    [InlineData("sca|", "scan", "instance")]
    public async Task Tab_says_what_a_name_is(string code, string name, string kind)
    {
        var items = (await book.Language.CompleteAsync(code[..^1], code.Length - 1, TestContext.Current.CancellationToken)).Items;
        Assert.Equal(kind, items.Single(i => i.Text == name).Kind);
    }

    [Theory]
    [InlineData("sc|an", "Scan scan", "Value: Scan { Id = 1, Name = CT, Thickness = 1.5 }")]
    [InlineData("scan.Thick|ness", "double Scan.Thickness", "How thick.")]
    [InlineData("new Sc|an(1, \"a\")", "record Scan", "A scan of a patient.")]
    [InlineData("new Scan(|", "Scan.Scan(int Id, string Name)", "")]
    [InlineData("AddT|hem(1)", "int AddThem(int a, int b = 2)", "Adds two numbers.")]
    [InlineData("AddThem(1, |", "int AddThem(int a, int b = 2)", "a: The first.")]
    [InlineData("5.Doub|led()", "int int.Doubled()", "Twice it.")]
    [InlineData("an|on", "anonymous type<int, string> anon", "{ First = 1, Second = b }")]
    [InlineData("pair.Le|ft", "int (int Left, string Right).Left", "")]
    [InlineData("Gy|ro", "const double Gyro = 42.5", "Value: 42.5")]
    [InlineData("DayOfWeek.Mon|day", "DayOfWeek.Monday = 1", "Indicates Monday.")]
    [InlineData("Lab.Tools.Me|ter", "class Meter", "Measures.")]
    [InlineData("numbers.Ad|d(1)", "void List<int>.Add(int item)", "item: ")]
    [InlineData("Console.WriteLine(|", "void Console.WriteLine()", "void Console.WriteLine(object? value)")]
    [InlineData("va|r z = 5;", "int", "32-bit")]
    [InlineData("int Local(int q) => q|;", "int q", "")]
    public async Task Shift_Tab_tells(string code, string signature, string further)
    {
        var position = code.IndexOf('|', StringComparison.Ordinal);
        var bundle = await book.Language.InspectAsync(code.Remove(position, 1), position, TestContext.Current.CancellationToken);
        var told = Assert.IsType<string>(bundle?[Core.Display.Mime.Plain]);
        Assert.Equal(signature, told.Split('\n')[0]);
        Assert.Contains(further, told, StringComparison.Ordinal);
        Assert.DoesNotContain("cell 0", told, StringComparison.Ordinal);
    }

    /// <summary>The notebook that all positions are in; nothing of it changes.</summary>
    public sealed class Book : IAsyncLifetime
    {
        private readonly Notebook _notebook = new();

        public CSharpLanguage Language => _notebook.Language;

        public async ValueTask InitializeAsync() => await _notebook.ValueAsync(Setup);

        public ValueTask DisposeAsync()
        {
            _notebook.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
