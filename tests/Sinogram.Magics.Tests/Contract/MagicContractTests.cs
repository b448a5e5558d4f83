using System.Text.RegularExpressions;
using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data.Privacy;
using Sinogram.Magics.Masking;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Contract;

/// <summary>What every magic of the catalogue keeps. A new magic is covered by its line in the catalogue.</summary>
public sealed partial class MagicContractTests
{
    private static readonly IReadOnlyList<IMagic> Catalog = MagicCatalog.Create(new NotebookState(TimeProvider.System));

    public static TheoryData<string> Names => [.. Catalog.Select(m => m.Info.Name)];

    [Fact]
    public void Names_and_aliases_are_unique()
    {
        var names = Catalog.SelectMany(m => m.Info.Aliases.Append(m.Info.Name)).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase).Count(), names.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_describes_itself(string name)
    {
        var info = InfoOf(name);
        Assert.Matches(NamePattern(), info.Name);
        Assert.Matches(@"^\S.*\.$", info.Summary);
        Assert.NotEmpty(info.Verbs);
        Assert.Equal(info.Verbs.Count, info.Verbs.Select(v => v.Name).Distinct().Count());
        foreach (var verb in info.Verbs)
        {
            Assert.Matches(@"^\S.*\.$", verb.Summary);
            var options = CommonOptions.All(verb).ToList();
            Assert.Equal(options.Count, options.Select(o => o.Name).Distinct().Count());
            var aliases = options.Where(o => o.Alias is not null).Select(o => o.Alias).ToList();
            Assert.Equal(aliases.Count, aliases.Distinct().Count());
            Assert.All(options, o => Assert.Matches(NamePattern(), o.Name));
            Assert.All(options, o => Assert.Equal(o.Kind == OptionKind.Flag, o.Value is null));
            Assert.All(options, o => Assert.False(string.IsNullOrWhiteSpace(o.Summary)));
            var optional = verb.Arguments.SkipWhile(a => !a.StartsWith('[')).ToList();
            Assert.All(optional, a => Assert.StartsWith("[", a, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_example_is_a_cell_that_calls_it_and_parses(string name)
    {
        var info = InfoOf(name);
        var segments = CellSplitter.Split(new Cell(info.Example, 1), new Vocabulary());
        var lines = segments.Select(s => s switch { Segment.Magic m => m.Line, Segment.Prefix p => p.Line, _ => null }).OfType<string>().ToList();
        Assert.Contains(lines, l => MagicLine.NameOf(l) == name);
        foreach (var segment in segments.OfType<Segment.Magic>())
        {
            var line = MagicLine.Parse(segment.Line);
            var context = new MagicContext(null!, new MemoryVariables(), new Core.Configuration.MemoryConnections(), Core.Configuration.Settings.Default);
            Assert.NotNull(MagicParser.Parse(InfoOf(line.Name), line, segment.Part.Code, 0, 1, context));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_helps_and_refuses_an_unknown_option_with_a_suggestion(string name)
    {
        await using var session = new TestSession(Catalog);
        var (_, help) = await session.RunAsync($"#!{name} --help");
        Assert.Contains($"#!{name}", Assert.Single(help.Displays)[Mime.Plain], StringComparison.Ordinal);

        var verb = InfoOf(name).Verbs[0];
        if (verb.TakesLine)
        {
            // What is no option of it is the argument.
            return;
        }

        var (result, sink) = await session.RunAsync($"#!{name} {verb.Name} --helpp\nx");
        var failed = Assert.IsType<CellResult.Failed>(result);
        Assert.False(failed.Error.IsDefect);
        Assert.Contains("--help", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_it_is_given_it_shows_no_name_of_a_patient(string name)
    {
        const string Patient = "Contractleakham^Ottoline";
        IdentifyingValues.OfProcess.AddName("PatientName", Patient);
        var folder = Directory.CreateTempSubdirectory("sinogram-");
        await using var session = new TestSession(Catalog, filter: new MaskingFilter(IdentifyingValues.OfProcess));
        session.Session.Variables.Set("name", Patient);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            foreach (var verb in InfoOf(name).Verbs)
            {
                var options = string.Concat(CommonOptions.All(verb).Where(o => o.Kind == OptionKind.Text && o.Name is not ("in" or "connect")).Select(o => $" --{o.Name} @name"));
                var many = string.Concat(verb.Arguments.Select(_ => " @name"));
                foreach (var line in (string[])[$"{verb.Name} {Patient}", $"{verb.Name}{many}", $"{verb.Name}{many}{options}", $"{verb.Name} --{Patient}", $"{verb.Name} {folder.FullName}/{Patient} @nam", $"{Patient}"])
                {
                    foreach (var body in (string[])["", $"\n{Patient}"])
                    {
                        var (_, sink) = await session.RunAsync($"#!{name} {line}{body}", limit.Token);
                        Assert.DoesNotContain(sink.Events, e => Shown(e).Contains("Contractleakham", StringComparison.OrdinalIgnoreCase));
                        Assert.DoesNotContain(sink.Events, e => Shown(e).Contains("Ottoline", StringComparison.OrdinalIgnoreCase));
                    }
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Shown(OutputEvent output) => output switch
    {
        OutputEvent.Stream stream => stream.Text,
        OutputEvent.DisplayData display => Shown(display.Bundle),
        OutputEvent.UpdateDisplayData update => Shown(update.Bundle),
        OutputEvent.ExecuteResult result => Shown(result.Bundle),
        OutputEvent.Error error => error.Name + error.Message + string.Concat(error.Traceback),
        _ => "",
    };

    private static string Shown(MimeBundle bundle) => string.Join('\n', bundle.Data.Values.Select(c => c.Text).Concat(bundle.Metadata.Values));

    private static MagicInfo InfoOf(string name) => Catalog.Single(m => m.Info.Name == name).Info;

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex NamePattern();

    private sealed class Vocabulary : ICellVocabulary
    {
        public MagicInfo? FindMagic(string name) => Catalog.FirstOrDefault(m => m.Info.Name == name || m.Info.Aliases.Contains(name))?.Info;

        public string? FindLanguage(string name) => name == "csharp" ? name : null;
    }
}
