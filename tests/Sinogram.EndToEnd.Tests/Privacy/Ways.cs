namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// A hundred ways to print a name. Each is a cell; <c>name</c>, <c>id</c>, <c>born</c>, <c>clinic</c> and <c>doctor</c> are texts that the first cell has read
/// from a file, so that no cell's source holds what it prints.
/// </summary>
internal static class Ways
{
    /// <summary>The first cell.</summary>
    public static string Setup(string file) =>
        $$"""
        using System.Diagnostics; using System.Globalization; using System.Net; using System.Reflection; using System.Runtime.InteropServices; using System.Text; using System.Text.Json;
        using Sinogram.Core.Execution; using Sinogram.Core.Display;
        using Sinogram.Imaging.Catalog; using Sinogram.Imaging.Dicom;
        var file = DicomFile.Read("{{file}}");
        var set = file.DataSet;
        var name = set.GetString(Tags.PatientName)!;
        var id = set.GetString(Tags.PatientID)!;
        var born = set.GetString(Tags.PatientBirthDate)!;
        var clinic = set.GetString(Tags.InstitutionName)!;
        var doctor = set.GetString(Tags.ReferringPhysicianName)!;
        var day = DateOnly.ParseExact(born, "yyyyMMdd", CultureInfo.InvariantCulture);
        var person = PersonName.Parse(name);
        record Patient(string Name, string Id, DateOnly Born);
        var patient = new Patient(name, id, day);
        var table = new Table(Column.Of("PatientName", name, name), Column.Of("n", 1, 2));
        var marked = new Table(Column.Of("PatientName", name, "x").WithIdentified(true), Column.Of("PatientBirthDate", day, day).WithIdentified(true), Column.Of("n", 1, 2));
        """;

    /// <summary>In C#.</summary>
    public static readonly string[] CSharp =
    [
        "name", "id", "born", "day", "clinic", "doctor", "person", "patient", "(name, id)", "new { name, day }", "new[] { name, id }", "new Dictionary<string, string> { [name] = id }",
        "new List<Patient> { patient }", "person.FamilyName", "person.GivenName", "$\"{person.GivenName} {person.FamilyName}\"", "$\"{person.FamilyName}, {person.GivenName}\"",
        "name.ToUpperInvariant()", "name.ToLowerInvariant()", "name.Replace('^', ' ')", "string.Join(' ', name.Split('^').Reverse())", "name.Split('^')", "name.ToCharArray()", "name.AsEnumerable()",
        "Console.WriteLine(name);", "Console.Write(name[..6]); Console.Write(name[6..]);", "foreach (var c in name) Console.Write(c);", "Console.Error.WriteLine(id);", "Console.Error.Write(name);",
        "Console.Out.Flush(); Console.Write(\"x \" + name[..9]); Thread.Sleep(150); Console.WriteLine(name[9..] + \" y\");",
        "Debug.WriteLine(name); Trace.WriteLine(id);", "throw new InvalidOperationException(name);", "throw new Exception(\"outer \" + id, new ArgumentException(name));",
        "throw new AggregateException(new FormatException(name), new FormatException(id));", "File.ReadAllText(\"/nowhere/\" + name.Replace('^', '_'));", "int.Parse(name)", "Enum.Parse<DayOfWeek>(name)",
        "new Dictionary<string, int>()[name]", "JsonDocument.Parse(\"{\" + name)", "name is null ? id : name", "throw (Exception)Activator.CreateInstance(typeof(TimeoutException), name)!;",
        "JsonSerializer.Serialize(patient)", "JsonSerializer.Serialize(name)", "JsonSerializer.SerializeToNode(patient)", "JsonSerializer.SerializeToElement(patient)", "Uri.EscapeDataString(name)",
        "WebUtility.HtmlEncode(name)", "WebUtility.UrlEncode(\"patient=\" + name)", "new Uri(\"http://host/?q=\" + Uri.EscapeDataString(name))", "Convert.ToBase64String(Encoding.UTF8.GetBytes(name))",
        "Convert.ToBase64String(Encoding.Unicode.GetBytes(name))", "Convert.ToHexString(Encoding.UTF8.GetBytes(name))", "Convert.ToHexStringLower(Encoding.Unicode.GetBytes(id))",
        "string.Concat(name.Select(c => $\"&#{(int)c};\"))", "string.Concat(name.Select(c => $\"\\\\u{(int)c:x4}\"))", "string.Concat(name.Select(c => $\"%{(int)c:X2}\"))",
        "new StringBuilder().Append(name, 0, 4).Append(name, 4, name.Length - 4)", "string.Create(name.Length, name, (s, n) => n.AsSpan().CopyTo(s))", "string.Format(\"{0,40}|{1}\", name, id)",
        "name.PadLeft(60, '.')", "$\"<b>{name}</b>\"", "display(HTML($\"<p title='{name}'>{id}</p>\"));", "display(HTML($\"<svg><text>{name}</text></svg>\"), \"image/svg+xml\");",
        "name.Display();", "id.DisplayAs(\"text/html\");", "name.DisplayAs(\"application/json\");", "patient.Display(\"text/plain\");", "var shown = display(\"…\"); shown.Update(name);",
        "CellContext.Current!.Output.Display(MimeBundle.Html($\"<i>{name}</i>\", name).With(Mime.Markdown, $\"**{id}**\").With(Mime.Latex, name).With(Mime.Javascript, $\"alert('{name}')\"));",
        "CellContext.Current!.Output.Display(MimeBundle.Text(\"x\").WithMetadata(\"who\", JsonSerializer.Serialize(name)));", "CellContext.Current!.Output.Display(MimeBundle.Text(\"y\"), name);",
        "CellContext.Current!.Output.Stderr(name + \"\\n\");", "using (var bar = CellContext.Current!.Output.Progress(name)) { bar.Report(0.5, id); }",
        "var started = new Thread(() => Console.WriteLine(name)); started.Start(); started.Join();", "await Task.Run(() => Console.WriteLine(id));",
        "Parallel.For(0, 4, i => Console.WriteLine($\"{i} {name}\"));", "var later = new Thread(() => { Thread.Sleep(300); Console.WriteLine(\"later \" + name); }); later.Start();",
        "typeof(Patient).GetProperties().Select(p => $\"{p.Name}={p.GetValue(patient)}\")", "typeof(Patient).GetMethod(\"ToString\")!.Invoke(patient, null)", "((object)patient).GetHashCode() == 0 ? null : (object)patient",
        "unsafe { fixed (char* p = name) { Console.WriteLine(new string(p)); } }", "new string(MemoryMarshal.Cast<byte, char>(Encoding.Unicode.GetBytes(name)))",
        "[DllImport(\"libc\")] static extern int puts(string text); puts(name); puts(id);", "[DllImport(\"libc\")] static extern nint write(int fd, byte[] b, nint n); var raw = Encoding.UTF8.GetBytes(name + \"\\n\"); write(1, raw, raw.Length); write(2, raw, raw.Length);",
        "day.ToString(\"dd.MM.yyyy\", CultureInfo.InvariantCulture)", "day.ToString(\"MM/dd/yyyy\", CultureInfo.InvariantCulture)", "day.ToString(\"d MMMM yyyy\", CultureInfo.InvariantCulture)", "day.ToDateTime(default)",
        "day.ToDateTime(default).ToString(\"s\")", "day.ToDateTime(default).ToString(\"R\")", "day.ToDateTime(default)", "new DateTimeOffset(day.ToDateTime(default), default)",
        "table", "marked", "table.Rows.First()", "table.ToRecords<Row2>().First(); record Row2(string PatientName, int n);", "marked.Rename(\"PatientName\", \"label\")", "Table.From(new[] { patient })", "marked.GetValue(0, \"PatientName\")",
        "HeaderTable.Of(file)", "HeaderTable.Of(file, mask: false)", "set.Select(e => $\"{e.Tag} {set.GetString(e.Tag)}\").Where(s => s.Contains(\"0010,00\") || s.Contains(\"0008,00\"))",
        "name.GetEnumerator()", "new Lazy<string>(name).Value", "Task.FromResult(name)", "await Task.FromResult(id)", "Enumerable.Repeat(name, 3)", "new { inner = new { deep = new { name } } }", "new object?[] { null, name, 3, patient }",
        "ref readonly string R() => ref new[] { name }[0]; R()", "#!time\nname", "#!who", "#!whos", "#!echo @name", "#!echo --upper @name", "#!set --name copied --value @csharp:name\ncopied", "#!nosuch @name", "#!echo --nosuch=@name",
    ];

    /// <summary>In R.</summary>
    public static readonly string[] R =
    [
        "#!r --in name,id\nname", "#!r\nprint(c(name, id))", "#!r\ncat(name, '\\n'); message(id)", "#!r\nsprintf('<%s>', name)", "#!r\nstop(name)", "#!r\nwarning(id)", "#!r\ntoupper(name)", "#!r\nrev(strsplit(name, '^', fixed = TRUE)[[1]])",
        "#!r\ndata.frame(who = name, n = 1:2)", "#!r --out back\nback <- data.frame(who = name, n = 1:2)", "back", "#!r\nas.hexmode(utf8ToInt(name))\npaste(charToRaw(name), collapse = '')", "#!r\nutils::URLencode(name, reserved = TRUE)",
        "#!r\nlist(a = name, b = list(c = id))", "#!r\nstr(name)", "#!r\nfor (ch in strsplit(name, '')[[1]]) cat(ch)", "#!r --in marked\nmarked$PatientName", "#!r\nsummary(factor(marked$PatientName))", "#!r vars",
    ];

    /// <summary>In SQL.</summary>
    public static readonly string[] Sql =
    [
        "#!drill --in table\nSELECT PatientName FROM `table`", "#!drill --in marked\nSELECT PatientName AS label, n FROM marked", "#!drill --in marked\nSELECT UPPER(PatientName) AS u, CONCAT('Mr ', PatientName) AS c FROM marked",
        "#!drill --in marked\nSELECT SUBSTR(PatientName, 1, 14) AS s FROM marked", "#!drill --in marked\nSELECT MAX(PatientName) AS m, COUNT(*) AS n FROM marked", "#!drill --in marked --out kept\nSELECT * FROM marked", "kept", "kept.Rows.First()",
        "#!drill --in marked\nSELECT CAST(PatientBirthDate AS VARCHAR) AS d FROM marked", "#!drill --in marked\nSELECT CAST(PatientName AS INT) AS broken FROM marked", "#!drill --param who=@name\nSELECT $who AS w",
        "var engine = new Sinogram.Data.DuckDbEngine();\nengine.Register(\"t\", marked);\nengine.Query(\"SELECT reverse(reverse(PatientName)) AS r, to_base64(encode(PatientName)) AS b, hex(PatientName) AS h FROM t\")",
    ];
}
