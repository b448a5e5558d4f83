using Sinogram.Data.Presentation;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>What C# makes of identified columns: by the calls of a table, by LINQ, records, tuples and anonymous types, and by files and back.</summary>
public sealed class CSharpDerivationTests : IDisposable
{
    private static readonly Table People = new(
        Column.Of("PatientName", "Recordham^Ada^Maria", "Listington^Bob^Xaver", "Queryson^Cyd^Uma", "Lambdaby^Dan^Otto", "Tupleworth^Eve^Ida").WithIdentified(true),
        Column.Of("PatientID", 880_711_19L, 880_722_28L, 880_731_37L, 880_749_46L, 880_755_58L).WithIdentified(true),
        Column.Of("born", new DateOnly(1940, 2, 13), new DateOnly(1941, 3, 14), new DateOnly(1942, 4, 15), new DateOnly(1943, 5, 26), new DateOnly(1944, 6, 27)).WithIdentified(true),
        Column.Of("Modality", "CT", "MR", "CT", "US", "MR"),
        Column.Of("size", 1.5, 2.5, 3.5, 4.5, 5.5),
        Column.Of("Age", 83, 82, 81, 80, 79));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sinogram-");

    private static readonly Dictionary<string, Func<Table, string, Table>> Identifying = new()
    {
        ["Select"] = (t, _) => t.Select("PatientName"),
        ["Select by rule"] = (t, _) => t.Select(c => c.Name.EndsWith("Name", StringComparison.Ordinal)),
        ["Drop"] = (t, _) => t.Drop("PatientID", "born", "Modality", "size", "Age"),
        ["Rename"] = (t, _) => t.Rename("PatientName", "x").Select("x"),
        ["Head and Tail"] = (t, _) => t.Select("PatientName").Head(3).Tail(2),
        ["Slice"] = (t, _) => t.Select("PatientName").Slice(1, 3),
        ["Take"] = (t, _) => t.Select("PatientName").Take(2, 0),
        ["Where"] = (t, _) => t.Where(r => r.Get<int>("Age") > 80).Select("PatientName"),
        ["Filter"] = (t, _) => t.Filter($"Age > 80").Select("PatientName"),
        ["OrderBy"] = (t, _) => t.OrderBy("Age desc").Select("PatientName"),
        ["Distinct"] = (t, _) => t.Distinct("Modality").Select("PatientName"),
        ["Compute"] = (t, _) => t.Compute("x", $"substr(PatientName, 1, 1)").Select("x"),
        ["Compute of a birth date"] = (t, _) => t.Compute("x", $"strftime(born, '%d.%m.')").Select("x"),
        ["Query"] = (t, _) => t.Query($"SELECT upper(PatientName) AS x FROM self"),
        ["GroupBy key"] = (t, _) => t.GroupBy("PatientName").Count().Select("PatientName"),
        ["GroupBy computed key"] = (t, _) => t.GroupBy("substr(PatientName, 1, 3) AS x").Count().Select("x"),
        ["Aggregate"] = (t, _) => t.GroupBy("Modality").Aggregate("max(PatientName) AS x").Select("x"),
        ["Aggregate to a list"] = (t, _) => t.GroupBy("Modality").Aggregate("list(PatientID) AS x").Select("x"),
        ["Join"] = (t, _) => new Table(Column.Of("Modality", "CT", "MR")).Join(t, "Modality").Select("PatientName"),
        ["Join of equal names"] = (t, _) => t.Select("Modality", "PatientName").Join(t.Select("Modality", "PatientName"), "Modality").Select("PatientName_2"),
        ["Join on an identified key"] = (t, _) => new Table(Column.Of("PatientID", 880_711_19L, 880_722_28L)).Join(t.Select("PatientID", "size"), "PatientID").Select("PatientID"),
        ["Append"] = (t, _) => new Table(Column.Of("PatientName", "x", "y")).Append(t.Select("PatientName")),
        ["With"] = (t, _) => new Table(Column.Of("n", 1, 2, 3, 4, 5)).With(t["PatientName"].Rename("x")).Select("x"),
        ["Column.Rename and Slice"] = (t, _) => new Table(t["PatientName"].Rename("x").Slice(0, 3)),
        ["Column.As"] = (t, _) => new Table(t.Column<string>("PatientName")),
        ["Records"] = (t, _) => Table.From(t.ToRecords<Person>().Select(p => new { p.PatientName })),
        ["Records by another name"] = (t, _) => Table.From(t.ToRecords<Person>().Select(p => new { Who = p.PatientName })),
        ["Records in upper case"] = (t, _) => Table.From(t.ToRecords<Person>().Select(p => new { Who = p.PatientName.ToUpperInvariant() })),
        ["A record"] = (t, _) => Table.From(t.ToRecords<Person>().Select(p => new Named(p.PatientName))),
        ["A tuple"] = (t, _) => Table.From(t.ToRecords<Person>().Select(p => (Who: p.PatientName, 1))).Select("Item1"),
        ["Plain values"] = (t, _) => Table.From(t.Column<string>("PatientName").Select(n => n)),
        ["LINQ over rows"] = (t, _) => Table.From(from r in t.Rows where r.Get<int>("Age") > 79 select new { X = r.Get<string>("PatientName") }),
        ["LINQ groups"] = (t, _) => Table.From(t.Rows.GroupBy(r => r.Get<string>("PatientName")).Select(g => new { g.Key })),
        ["LINQ order"] = (t, _) => Table.From(t.Rows.OrderByDescending(r => r.Get<int>("Age")).Select(r => new { X = r.Get<string>("PatientName") })),
        ["LINQ zip"] = (t, _) => Table.From(t.Column<string>("PatientName").Zip(t.Column<int>("Age"), (n, a) => new { X = $"{n} ({a})" })),
        ["First letter"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName")[..1] })),
        ["Initials"] = (t, _) => Table.From(t.Rows.Select(r => new { X = Initials(r.Get<string>("PatientName")) })),
        ["Initials of given and family name"] = (t, _) => Table.From(t.Rows.Select(r => r.Get<string>("PatientName").Split('^')).Select(n => new { X = $"{n[1][0]}.{n[0][0]}." })),
        ["Initials in another order"] = (t, _) => Table.From(t.Rows.Reverse().Where(r => r.Get<int>("Age") != 81).Select(r => new { X = Initials(r.Get<string>("PatientName")) })),
        ["Three letters"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName")[..3].ToUpperInvariant() })),
        ["Three letters in another order"] = (t, _) => Table.From(t.Rows.Reverse().Take(4).Select(r => new { X = r.Get<string>("PatientName")[..3] })),
        ["Account name"] = (t, _) => Table.From(t.Rows.Select(r => r.Get<string>("PatientName").ToLowerInvariant().Split('^')).Select(n => new { X = n[1][0] + n[0] })),
        ["Without vowels"] = (t, _) => Table.From(t.Rows.Select(r => new { X = string.Concat(r.Get<string>("PatientName").Where(c => !"aeiou".Contains(c))) })),
        ["Reversed"] = (t, _) => Table.From(t.Rows.Select(r => new { X = string.Concat(r.Get<string>("PatientName").Reverse()) })),
        ["Given names"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName").Split('^')[1] })),
        ["A sentence"] = (t, _) => Table.From(t.Rows.Select(r => new { X = $"the case of {r.Get<string>("PatientName").Split('^')[0]}, {r.Get<int>("Age")}" })),
        ["Last digits"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<long>("PatientID").ToString(System.Globalization.CultureInfo.InvariantCulture)[^4..] })),
        ["Last digits as numbers"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<long>("PatientID") % 10_000 })),
        ["Shifted numbers"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<long>("PatientID") - 88_000_000 })),
        ["Days lived"] = (t, _) => Table.From(t.Rows.Select(r => new { X = new DateOnly(2024, 1, 1).DayNumber - r.Get<DateOnly>("born").DayNumber })),
        ["Birthdays"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<DateOnly>("born").ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture) })),
        ["Days of the month"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<DateOnly>("born").Day })),
        ["Birth dates as text"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<DateOnly>("born").ToString("dd.MM.yyyy", System.Globalization.CultureInfo.InvariantCulture) })),
        ["Arrays"] = (t, _) => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName").Split('^') })),
        ["Arrow file"] = (t, f) => { t.WriteArrow(Path.Combine(f, "a.arrow")); return Table.ReadArrow(Path.Combine(f, "a.arrow")).Select("PatientName"); },
        ["Arrow stream"] = (t, f) => { t.WriteArrow(Path.Combine(f, "a.arrows")); return Table.ReadArrow(Path.Combine(f, "a.arrows")).Select("PatientName"); },
        ["Parquet"] = (t, f) => Back(t, f, "a.parquet"),
        ["CSV"] = (t, f) => Back(t, f, "a.csv"),
        ["JSON lines"] = (t, f) => Back(t, f, "a.ndjson"),
        ["JSON"] = (t, f) => Back(t, f, "a.json"),
    };

    private static readonly Dictionary<string, Func<Table, Table>> Innocent = new()
    {
        ["Counts"] = t => t.GroupBy("PatientName").Count().Select("count"),
        ["Modality"] = t => t.Select("Modality"),
        ["Ages"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<int>("Age") })),
        ["Ages of births"] = t => Table.From(t.Rows.Select(r => new { X = 2024 - r.Get<DateOnly>("born").Year })),
        ["Years of births"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<DateOnly>("born").Year })),
        ["Lengths"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName").Length })),
        ["Groups of age"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<int>("Age") > 80 ? "old" : "young" })),
        ["Letters of arms"] = t => Table.From(t.Rows.Select((_, i) => new { X = i % 2 == 0 ? "A" : "B" })),
        ["Row numbers"] = t => Table.From(t.Rows.Select((_, i) => new { X = i })),
        ["Pseudonyms"] = t => Table.From(t.Rows.Select((_, i) => new { X = $"subject-{i + 1:000}" })),
        ["Numbers beside a sequence"] = t => Table.From(new Table(Column.Of("PatientID", 900_411_1L, 900_411_2L, 900_411_3L, 900_411_4L, 900_411_5L).WithIdentified(true)).Rows.Select((_, i) => new { X = i + 11, Y = $"{i + 1:00}" })),
        ["Doubles"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<double>("size") * 2 })),
        ["Study dates"] = t => Table.From(t.Rows.Select((_, i) => new { X = new DateOnly(2024, 5, 1 + i) })),
        ["UIDs"] = t => Table.From(t.Rows.Select((_, i) => new { X = $"2.25.32980073569858662929564197851150617{i}" })),
        ["Body parts"] = t => Table.From(t.Rows.Select((_, i) => new { X = ((string[])["CHEST", "HEAD", "KNEE", "ABDOMEN", "SPINE"])[i] })),
        ["Codes of three letters"] = t => Table.From(t.Rows.Select((_, i) => new { X = ((string[])["LAO", "RAO", "CRA", "CAU", "LAT"])[i] })),
        ["Sexes"] = t => Table.From(t.Rows.Select((_, i) => new { X = i % 2 == 0 ? "F" : "M" })),
        ["Flags"] = t => Table.From(t.Rows.Select(r => new { X = r.Get<string>("PatientName").Contains("son", StringComparison.Ordinal) })),
        ["Aggregates"] = t => t.GroupBy("Modality").Aggregate("avg(size) AS x"),
        ["Compute"] = t => t.Compute("x", $"length(PatientName) + Age").Select("x"),
        ["One row"] = t => Table.From([new { X = "CT" }]),
        ["Hashes"] = t => Table.From(t.Rows.Select(r => new { X = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("salt" + r.Get<string>("PatientName"))))[..16] })),
        ["Scanners"] = t => Table.From(t.Rows.Select((_, i) => new { X = ((string[])["Aera", "Vida", "Skyra", "Prisma", "Sola"])[i] })),
    };

    public static TheoryData<string> IdentifyingWays => [.. Identifying.Keys];

    public static TheoryData<string> InnocentWays => [.. Innocent.Keys];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(IdentifyingWays))]
    public void What_is_made_of_an_identified_column_is_masked(string way)
    {
        var table = Identifying[way](People, _folder.FullName);
        Assert.True(table[0].Field.Identified);
        Assert.All(TableSummary.Of(table).First, r => Assert.StartsWith("‹", r[0], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(InnocentWays))]
    public void What_names_nobody_is_shown(string way) => Assert.False(Innocent[way](People)[0].Field.Identified);

    private static string Initials(string name) => string.Concat(name.Split('^').Select(n => n[0]));

    private static Table Back(Table table, string folder, string name)
    {
        using var engine = new DuckDbEngine();
        engine.Register("people", table);
        engine.Export("SELECT * FROM people", Path.Combine(folder, name));
        return engine.Query($"SELECT PatientName AS who FROM '{Path.Combine(folder, name)}'");
    }

    private sealed record Person(string PatientName, string Modality, int Age);

    private sealed record Named(string Somebody);
}
