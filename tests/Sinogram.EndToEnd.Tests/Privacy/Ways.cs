namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// More than two hundred ways to print a name. Each is a cell; <c>name</c>, <c>id</c>, <c>born</c>, <c>clinic</c>, <c>doctor</c> and <c>accent</c> are texts that the first
/// cell has read from a file, so that no cell's source holds what it prints. Initials, and single letters of a name, are no value: they are not looked for.
/// </summary>
internal static class Ways
{
    /// <summary>The first cell.</summary>
    public static string Setup(string file) =>
        $$"""
        using System.Diagnostics; using System.Globalization; using System.Net; using System.Reflection; using System.Runtime.InteropServices; using System.Text; using System.Text.Json;
        using Sinogram.Core.Execution; using Sinogram.Core.Display; using Sinogram.Core.Widgets; using Sinogram.Interactive.Plotting;
        using Sinogram.Imaging.Catalog; using Sinogram.Imaging.Dicom;
        var file = DicomFile.Read("{{file}}");
        var set = file.DataSet;
        var name = set.GetString(Tags.PatientName)!;
        var id = set.GetString(Tags.PatientID)!;
        var born = set.GetString(Tags.PatientBirthDate)!;
        var clinic = set.GetString(Tags.InstitutionName)!;
        var doctor = set.GetString(Tags.ReferringPhysicianName)!;
        var accent = set.GetString(Tags.OtherPatientNames)!;
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
        "Debug.WriteLine(name); System.Diagnostics.Trace.WriteLine(id);", "throw new InvalidOperationException(name);", "throw new Exception(\"outer \" + id, new ArgumentException(name));",
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
        // What elements and names are shown as.
        "file", "set", "set.First(e => e.Tag == Tags.PatientName)", "set.Where(e => e.Tag.Group == 0x0010).ToList()", "set.GetPersonName(Tags.PatientName)", "new { Who = set.GetPersonName(Tags.PatientName), Set = set }",
        "string.Join(' ', set.Where(e => e.Tag.Group == 0x0010).Select(e => Encoding.UTF8.GetString(e.Value.Span)))", "set.First(e => e.Tag == Tags.PatientName).Value", "set.First(e => e.Tag == Tags.PatientName).Value.ToArray()",
        "using (var json = new Utf8JsonWriter(Console.OpenStandardOutput())) { DicomJson.Write(json, set); }", "var people = Table.From(new[] { new { Who = set.GetString(Tags.PatientName), Born = set.GetDate(Tags.PatientBirthDate) } });\npeople", "people.Rename(\"Who\", \"label\").ToRecords<Labelled>().ToList(); record Labelled(string label, DateOnly? Born);",

        // Scripts, accents and spellings.
        "name.Split('=')[1]", "name.Split('=')[2]", "name.Split('=')[1].Replace(\"^\", \"\")", "accent", "accent.Normalize(NormalizationForm.FormD)", "accent.Normalize(NormalizationForm.FormKC).ToUpper(CultureInfo.GetCultureInfo(\"sv\"))",
        "WebUtility.HtmlEncode(accent)", "Uri.EscapeDataString(accent)", "JsonSerializer.Serialize(accent)", "string.Concat(accent.Normalize(NormalizationForm.FormD).Where(c => c < 128))",
        "string.Join('\\u200b', name.ToCharArray())", "string.Join('\\u00ad', name.Split('^')[0].ToCharArray())", "$\"<p>{string.Join(\"&shy;\", name.Split('^')[0].ToCharArray())}</p>\".DisplayAs(\"text/html\");", "string.Join('\\u0301', name.Split('^')[0].ToCharArray())",
        "string.Concat(name.Split('^')[0].Select(c => (char)(c - 'a' + 'ａ')))", "string.Join(\" \", name.Split('^')[0].ToCharArray())", "string.Join(\"-\", name.Split('^')[0].ToCharArray())", "string.Join(\"\\n\", name.Split('^')[0].ToCharArray())",
        "$\"<b>{name[..5]}</b>{name[5..]}\".DisplayAs(\"text/html\");", "display(HTML(string.Concat(name.Split('^')[0].Select(c => $\"<span>{c}</span>\"))));", "$\"{person.FamilyName.ToUpperInvariant()}, {person.GivenName[0]}.\"", "$\"Mr. {person.FamilyName}'s scan\"",
        "$\"{person.FamilyName}_{person.GivenName}_{id}.dcm\"", "$\"/data/{person.FamilyName}/{id}/1.dcm\"", "$\"{person.FamilyName}{person.GivenName}\"", "$\"{person.GivenName}{day:yyyy}\"", "$\"patient={id};name={person.FamilyName}\"", "$\"{person.GivenName}.{person.FamilyName}@example.org\"",
        "string.Join('\\n', new[] { \"yyyyMMdd\", \"yyyy-MM-dd\", \"dd.MM.yyyy\", \"d.M.yyyy\", \"MM/dd/yyyy\", \"M/d/yyyy\", \"dd/MM/yyyy\", \"d MMMM yyyy\", \"dd MMM yyyy\", \"MMMM d, yyyy\", \"MMM dd yyyy\", \"dd-MMM-yyyy\", \"ddMMMyyyy\", \"yyyy/MM/dd\", \"yyyy.MM.dd\", \"yyyy MM dd\", \"dddd, d MMMM yyyy\", \"ddd, dd MMM yyyy HH:mm:ss\" }.Select(f => day.ToDateTime(default).ToString(f, CultureInfo.InvariantCulture)))",
        "string.Join('\\n', new[] { \"de\", \"fr\", \"es\", \"it\", \"en-GB\", \"en-US\", \"sv\", \"nl\" }.Select(c => day.ToString(\"D\", CultureInfo.GetCultureInfo(c)) + \" \" + day.ToString(\"d\", CultureInfo.GetCultureInfo(c))))", "$\"{day:MMMM} {day.Day}th, {day:yyyy}\"", "new { day.Year, day.Month, day.Day }.ToString() + day.ToString(\"o\", CultureInfo.InvariantCulture)",
        // Numbers, encodings and pieces.
        "foreach (var b in Encoding.UTF8.GetBytes(name)) Console.WriteLine(b);", "foreach (var c in name) Console.WriteLine(c);", "foreach (var b in Encoding.UTF8.GetBytes(name)) Console.Write($\"{b:x2} \");", "foreach (var b in Encoding.UTF8.GetBytes(name)) Console.Write($\"0x{b:X2}, \");",
        "string.Join('\\n', name.Split('^')[0].Select((c, i) => $\"{i} {c}\"))", "string.Join('\\n', Encoding.UTF8.GetBytes(name).Select((b, i) => $\"{i}: {b}\"))", "Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 300) + \" \" + name + new string('y', 99)), Base64FormattingOptions.InsertLineBreaks)",
        "display(HTML($\"<p>{person.FamilyName[..4]}<mark>{person.FamilyName[4..]}</mark></p>\"));", "display(HTML($\"<p>{person.FamilyName[..4]}<!-- -->{person.FamilyName[4..7]}<b class='x'>{person.FamilyName[7..]}</b></p>\"));",

        // Exceptions.
        "var failed = new InvalidOperationException(\"outside\", new ArgumentException(name)); failed.Data[\"who\"] = id; failed", "failed.ToString()", "failed.Data", "throw failed;", "throw new Exception(\"x\") { Source = name, HelpLink = \"http://\" + id };",
        "try { throw new Exception(name); } catch (Exception e) { Console.Error.WriteLine(e); }", "await Task.WhenAll(Task.FromException(new Exception(name)), Task.FromException(new Exception(id)));", "new Thread(() => throw new Exception(name)).Start(); Thread.Sleep(200);",
        "async void Later() { await Task.Yield(); throw new Exception(name); }\nLater(); await Task.Delay(200);", "class Odd : Exception { public string Who { get; init; } = \"\"; public override string ToString() => Who; public override string Message => Who; }\nthrow new Odd { Who = name };",
        "class Rude { public string Who => throw new Exception(Text); public string Text = \"\"; }\nnew Rude { Text = name }", "class Loud { public string Text = \"\"; public override string ToString() => throw new Exception(Text); }\nnew Loud { Text = name }",

        // Streams, from inside and out.
        "using (var stream = Console.OpenStandardOutput()) { stream.Write(Encoding.UTF8.GetBytes(name + \"\\n\")); }", "using (var stream = Console.OpenStandardError()) { foreach (var b in Encoding.UTF8.GetBytes(accent + \"\\n\")) { stream.WriteByte(b); stream.Flush(); } }",
        "foreach (var part in name.Chunk(3)) { Console.Write(new string(part)); Console.Out.Flush(); await Task.Delay(30); }", "[DllImport(\"libc\", EntryPoint = \"write\")] static extern nint put(int fd, byte[] b, nint n); foreach (var part in Encoding.UTF8.GetBytes(name).Chunk(5)) { put(1, part, part.Length); Thread.Sleep(20); }",
        "[DllImport(\"libc\")] static extern int printf(string format, string text); printf(\"%s\\n\", name); [DllImport(\"libc\")] static extern int fflush(nint file); fflush(0);", "Console.Write(name.Split('^')[0]); Console.Write(\"^\"); Console.Write(name.Split('^')[1]);", "Console.Write(\"a\" ); Console.Error.Write(name[..4]); Console.Write(\"b\"); Console.Error.WriteLine(name[4..]);",
        "Console.Out.WriteLineAsync(name).Wait(); Console.Out.Write(name.AsSpan()); Console.Out.Write(name.ToCharArray(), 0, name.Length);", "Console.WriteLine(\"{0} {1}\", name, id); Console.Write('\\u001b' + \"[31m\" + name + '\\u001b' + \"[0m\\n\");", "foreach (var c in name.Split('^')[0]) { Console.Write($\"\\u001b[3{c % 8}m{c}\"); } Console.WriteLine();",
        "Console.WriteLine(name[..7] + \"\\b\" + name[6..]); Console.Write(name[..8] + \"\\r\" + name + \"\\n\");", "System.Diagnostics.Trace.Listeners.Add(new TextWriterTraceListener(Console.Out)); System.Diagnostics.Trace.TraceError(name); Debug.Fail(id);", "Debug.Assert(false, name);",
        "using System.Diagnostics.Tracing;\nclass Source : EventSource { [Event(1)] public void Seen(string who) => WriteEvent(1, who); }\nclass Listener : EventListener { protected override void OnEventWritten(EventWrittenEventArgs e) { if (e.EventSource.Name == \"Source\") Console.WriteLine(e.Payload![0]); } }\nvar source = new Source(); using (var listener = new Listener()) { listener.EnableEvents(source, EventLevel.LogAlways); source.Seen(name); }",
        "using (var timer = new Timer(_ => Console.WriteLine(\"timer \" + name), null, 10, Timeout.Infinite)) { Thread.Sleep(100); }", "ThreadPool.UnsafeQueueUserWorkItem(_ => Console.WriteLine(\"pool \" + id), null); Thread.Sleep(100);", "AppDomain.CurrentDomain.SetData(\"who\", name); (string)AppDomain.CurrentDomain.GetData(\"who\")!",
        "using (ExecutionContext.SuppressFlow()) { var t = new Thread(() => Console.WriteLine(\"unbound \" + name)); t.Start(); t.Join(); }", "using var child = Process.Start(new ProcessStartInfo(\"/bin/echo\", name) { RedirectStandardOutput = true })!; child.StandardOutput.ReadToEnd()", "Process.Start(\"/bin/echo\", name).WaitForExit();",

        // In longer words, in numbers, and as other systems write letters.
        "person.FamilyName + \"Report\"", "$\"thorax{person.GivenName}{person.FamilyName}\"", "$\"/data/{person.FamilyName}_{person.GivenName}_2020.dcm\"", "$\"{person.FamilyName}-{person.GivenName}.{id}.nii.gz\"", "new FileInfo($\"{person.FamilyName}Scan3.dcm\")",
        "string.Join(\", \", Encoding.UTF8.GetBytes(name))", "JsonSerializer.Serialize(name.Select(c => (int)c))", "string.Join(\", \", Encoding.UTF8.GetBytes(name).Select(b => $\"0x{b:x2}\"))", "string.Join(\":\", Encoding.UTF8.GetBytes(name).Select(b => b.ToString(\"x2\")))", "string.Concat(Encoding.UTF8.GetBytes(name).Select(b => $\"\\\\x{b:x2}\"))",
        "string.Concat(Encoding.UTF8.GetBytes(name).Select(b => \"\\\\\" + Convert.ToString(b, 8).PadLeft(3, '0')))", "string.Concat(name.Select(c => $\"\\\\U{(int)c:X8}\"))", "Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(accent))", "accent.Normalize(NormalizationForm.FormD)", "string.Concat(accent.Select(c => c < 128 ? c : '?'))",
        "Table.From(new[] { new { Label = name.Split('=')[0], N = 1 }, new { Label = \"nobody\", N = 2 } })", "Table.From(new[] { new { Label = name.Split('=')[0], N = 1 } }).Select(\"Label\").Rows.Select(r => r.ToString())",

        // Displays.
        "var kept = display(name); kept.Update(new { name }); kept.Update($\"again {id}\");", "CellContext.Current!.Output.Update(\"nothing there\", MimeBundle.Text(name));", "CellContext.Current!.Output.Clear(wait: true); CellContext.Current!.Output.Display(MimeBundle.Text(name));", "name.DisplayAs(\"text/markdown\"); $\"# {id}\".DisplayAs(\"text/markdown\"); name.DisplayAs(\"text/latex\");",
        "new Uri(\"https://pacs/\" + Uri.EscapeDataString(name) + \"?id=\" + id)", "new System.Xml.Linq.XElement(\"patient\", new System.Xml.Linq.XAttribute(\"name\", name), id)", "JsonSerializer.SerializeToNode(new { name, id })!.AsObject()", "new[] { new { name, id }, new { name, id } }", "new[,] { { name, id }, { id, name } }",
        "Enumerable.Range(0, 30).Select(i => new { i, name }).ToList().Explore()", "new Dictionary<string, List<string>> { [id] = [name] }", "new KeyValuePair<string, object>(name, id)", "typeof(Patient).GetProperties().ToDictionary(p => p.Name, p => p.GetValue(patient))", "(dynamic)patient", "new System.Dynamic.ExpandoObject() is IDictionary<string, object?> bag && bag.TryAdd(\"who\", name) ? bag : null",
        "new System.Data.DataTable(\"t\") is var data && data.Columns.Add(\"who\") is not null && data.Rows.Add(name) is not null ? data : null", "new ArgumentException(name).Message.AsMemory()", "Encoding.UTF8.GetBytes(name)", "Encoding.Unicode.GetBytes(name)", "Encoding.BigEndianUnicode.GetBytes(name)", "Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name))",
        "Convert.ToBase64String(Encoding.UTF8.GetBytes(\"x \" + name))", "Convert.ToBase64String(Encoding.UTF8.GetBytes(\"x, \" + name + \".\"))", "Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(name))", "BitConverter.ToString(Encoding.UTF8.GetBytes(name))", "string.Join(' ', Encoding.UTF8.GetBytes(name).Select(b => b.ToString(\"x2\")))",
        "Convert.ToBase64String(Encoding.UTF8.GetBytes(name)).Replace('+', '-').Replace('/', '_').TrimEnd('=')", "\"data:text/plain;base64,\" + Convert.ToBase64String(Encoding.UTF8.GetBytes(name))", "$\"<img alt='{name}' src='data:text/plain;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(id))}'>\".DisplayAs(\"text/html\");",
        "new Figure(new Line(null, new[] { 1.0, 2 }) { Name = name }) { Title = id }", "new Figure(new Bar(new[] { name, id }, new[] { 1, 2 })) { XAxis = new(name) }", "display(HTML($\"<svg><title>{id}</title><text x='1'>{name}</text></svg>\"), \"image/svg+xml\");", "display(HTML($\"<div data-who='{name}' style='--n:\\\"{id}\\\"'></div><script>var n = {JsonSerializer.Serialize(name)}</script><!-- {id} -->\"));",
        "marked.Explore()", "table.Explore()", "people.Explore()", "new Label(name)", "new ImageBox(Encoding.UTF8.GetBytes(name), id)", "new HtmlBox($\"<b>{name}</b>\", id)", "new TextInput(name, id)", "new Dropdown(id, new[] { name, id })", "new Button(name)", "new IntSlider(name, 1, 0, 3)", "Sinogram.Core.Widgets.Box.Column(new Label(name), Sinogram.Core.Widgets.Box.Row(new Checkbox(id), new Label(name)))", "var live = new LiveValue<string>(name).Show(); live.Value = id; live.Value = name;",
        "using (var bar = CellContext.Current!.Output.Progress(\"reading\")) { for (var i = 0; i < 5; i++) { bar.Report(i / 5.0, $\"{i} {name}\"); Thread.Sleep(60); } }", "CellContext.Current!.Output.Display(MimeBundle.Text(\"x\").With(\"application/vnd.custom+json\", JsonSerializer.Serialize(new { deep = new[] { name } })));",
        "byte[] Part(string kind, byte[] content) { byte[] tagged = [.. Encoding.ASCII.GetBytes(kind), .. content]; uint crc = 0xFFFFFFFF; foreach (var b in tagged) { crc ^= b; for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1; } return [.. BitConverter.GetBytes(content.Length).Reverse(), .. tagged, .. BitConverter.GetBytes(~crc).Reverse()]; }\nvar blank = Convert.FromBase64String(\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=\");\nbyte[] With(params byte[][] parts) => [.. blank[..33], .. parts.SelectMany(p => p), .. blank[33..]];\nvar png = With(Part(\"tEXt\", Encoding.UTF8.GetBytes(\"Title\\0\" + name)), Part(\"iTXt\", Encoding.UTF8.GetBytes(\"Author\\0\\0\\0\\0\\0\" + id)));",
        "CellContext.Current!.Output.Display(MimeBundle.Text(\"picture\").With(\"image/png\", Convert.ToBase64String(png)));", "byte[] Squeeze(string t) { using var m = new MemoryStream(); using (var z = new System.IO.Compression.ZLibStream(m, System.IO.Compression.CompressionLevel.Optimal)) z.Write(Encoding.UTF8.GetBytes(t)); return m.ToArray(); }\nCellContext.Current!.Output.Display(MimeBundle.Text(\"picture\").With(\"image/png\", Convert.ToBase64String(With(Part(\"zTXt\", [.. \"Title\\0\\0\"u8, .. Squeeze(name)])))));",
        "byte[] Segment(byte kind, byte[] content) => [0xFF, kind, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];\nbyte[] jpeg = [0xFF, 0xD8, .. Segment(0xFE, Encoding.UTF8.GetBytes(name)), .. Segment(0xE1, [.. \"Exif\\0\\0\"u8, .. Encoding.UTF8.GetBytes(id)]), 0xFF, 0xD9];\nCellContext.Current!.Output.Display(MimeBundle.Text(\"picture\").With(\"image/jpeg\", Convert.ToBase64String(jpeg)));", "$\"<img src='data:image/png;base64,{Convert.ToBase64String(png)}'>\".DisplayAs(\"text/html\");",

        // Magics.
        "#!set --name again --value @csharp:name\nagain", "#!value --name shared --from-value x\n", "#!share name --from csharp --as other\nother", "#!who", "#!whos", "#!import @name", "#!sh echo \"@name\"", "#!html\n<b>@name</b>", "#!dicom header @name", "#!dicom harvest @name --to @id", "#!drill --root @name\nSELECT 1", "#!gpu train --in @name --label @id", "#!livy connect --url @name --kind pyspark",
        "#!connect jupyter --kernel-spec @name", "#!r --in @name", "#!python --in @name\n1", "#!nosuchmagic @name @id", "#!time\nthrow new Exception(name);", "#r \"nuget: @name\"", "#load \"@name\"",
    ];

    /// <summary>In R.</summary>
    public static readonly string[] R =
    [
        "#!r --in name,id\nname", "#!r\nprint(c(name, id))", "#!r\ncat(name, '\\n'); message(id)", "#!r\nsprintf('<%s>', name)", "#!r\nstop(name)", "#!r\nwarning(id)", "#!r\ntoupper(name)", "#!r\nrev(strsplit(name, '^', fixed = TRUE)[[1]])",
        "#!r\ndata.frame(who = name, n = 1:2)", "#!r --out back\nback <- data.frame(who = name, n = 1:2)", "back", "#!r\nas.hexmode(utf8ToInt(name))\npaste(charToRaw(name), collapse = '')", "#!r\nutils::URLencode(name, reserved = TRUE)",
        "#!r\nlist(a = name, b = list(c = id))", "#!r\nstr(name)", "#!r\nfor (ch in strsplit(name, '')[[1]]) cat(ch)", "#!r --in marked\nmarked$PatientName", "#!r\nsummary(factor(marked$PatientName))", "#!r vars",
        "#!r\ndput(name); print(name, quote = FALSE); write(id, stdout()); write(name, stderr())", "#!r\nformat(data.frame(w = name)); noquote(name); sQuote(name)", "#!r\ntryCatch(stop(name), error = function(e) print(conditionMessage(e)))", "#!r\nf <- function(x) stop(x); f(name)",
        "#!r\ninvisible(lapply(strsplit(name, '')[[1]], cat))", "#!r\ncat(name, sep = '\\u200b'); cat(substr(name, 1, 5)); flush(stdout()); Sys.sleep(0.1); cat(substr(name, 6, 99), '\\n')", "#!r\njson <- sprintf('{\"who\": \"%s\"}', name); json", "#!r\nas.Date(marked$PatientBirthDate); format(as.Date(marked$PatientBirthDate), '%d %B %Y')",
        "#!r\ntable(marked$PatientName)", "#!r\nstr(marked); summary(marked); head(marked)", "#!r --format svg\nplot(1:2, main = name, xlab = id)", "#!r --out got\ngot <- list(who = name, deep = list(id = id, df = data.frame(x = name)))", "got", "#!r\nlibrary(stats); lm(n ~ factor(PatientName), marked)", "#!r\nget(name)", "#!r\nplot(1:2, main = name)", "#!r\n{ plot(1, main = name); dev.off() }", "#!r\nutf8ToInt(name)", "#!r\nfor (i in utf8ToInt(name)) print(i)", "#!r\nfor (l in strsplit(name, '')[[1]]) print(l)", "#!r\nfor (b in charToRaw(name)) cat(as.character(b), '')", "#!r\nwriteLines(formatC(name, width = 90))",
        "#!r\nfor (m in c(name, id)) plot(1, main = m)", "#!r\nbarplot(c(1, 2), names.arg = c(name, id))", "#!r\npaste0(sub('\\\\^.*', '', name), 'Report')", "#!r\nparse(text = name)", "#!r\nsystem(paste('echo', shQuote(name)))", "#!r\nmessage(iconv(name, to = 'ASCII//TRANSLIT'))",
    ];

    /// <summary>In SQL.</summary>
    public static readonly string[] Sql =
    [
        "#!drill --in table\nSELECT PatientName FROM `table`", "#!drill --in marked\nSELECT PatientName AS label, n FROM marked", "#!drill --in marked\nSELECT UPPER(PatientName) AS u, CONCAT('Mr ', PatientName) AS c FROM marked",
        "#!drill --in marked\nSELECT SUBSTR(PatientName, 1, 14) AS s FROM marked", "#!drill --in marked\nSELECT MAX(PatientName) AS m, COUNT(*) AS n FROM marked", "#!drill --in marked --out kept\nSELECT * FROM marked", "kept", "kept.Rows.First()",
        "#!drill --in marked\nSELECT CAST(PatientBirthDate AS VARCHAR) AS d FROM marked", "#!drill --in marked\nSELECT CAST(PatientName AS INT) AS broken FROM marked", "#!drill --param who=@name\nSELECT $who AS w",
        "var engine = new Sinogram.Data.DuckDbEngine();\nengine.Register(\"t\", marked);\nengine.Query(\"SELECT reverse(reverse(PatientName)) AS r, to_base64(encode(PatientName)) AS b, hex(PatientName) AS h FROM t\")",
        "#!drill --in marked\nSELECT LOWER(REPLACE(PatientName, '^', ' ')) AS a, REVERSE(PatientName) AS b, LENGTH(PatientName) AS n FROM marked", "#!drill --in marked\nSELECT PatientName || '!' AS a FROM marked WHERE PatientName LIKE '%a%' GROUP BY PatientName", "#!drill --in marked\nSELECT CAST(PatientName AS DATE) FROM marked", "#!drill --in marked\nWITH c AS (SELECT PatientName AS x, n FROM marked) SELECT a.x AS n, b.x AS PatientName FROM c a, (SELECT n AS x FROM marked) b",
        "engine.Query(\"SELECT s.p AS m, t2.q FROM (SELECT {'p': PatientName} AS s FROM t), LATERAL (SELECT substr(s.p, 1, 14) AS q) t2\")",
        "#!drill --in marked\nSELECT PatientName AS \"n\", a.n AS m FROM marked a JOIN (SELECT MAX(PatientName) AS p FROM marked) b ON a.PatientName = b.p", "#!drill --param who=@name --param n=@id\nSELECT $who || '/' || $n AS w", "#!drill --param who=@name\nSELECT CAST($who AS INT)", "#!drill plan --in marked\nSELECT * FROM marked WHERE PatientName = 'x'",
        "engine.Execute(\"CREATE TABLE kept AS SELECT PatientName AS x FROM t\");\nengine.Query(\"SELECT x AS y FROM kept\")", "engine.Execute(\"CREATE VIEW seen AS SELECT upper(PatientName) AS x FROM t\");\nengine.Query(\"SELECT x AS y FROM seen\")", "engine.Query(\"SELECT string_agg(PatientName, ';') AS a, list(PatientName) AS b, {'k': PatientName} AS c, to_json(t) AS d FROM t GROUP BY ALL\")",
        "engine.Query(\"SELECT error(PatientName) FROM t\")", "engine.Query(\"SELECT string_split(PatientName, '') AS letters FROM t\")", "engine.Query(\"SELECT strftime(PatientBirthDate, '%d %b %Y') AS d, year(PatientBirthDate) AS y FROM t\")", "engine.Query(\"SELECT $a AS p\", new { a = name })", "#!connect duckdb --kernel-name archive\n", "#!sql-archive --in marked --name taken\nselect PatientName as w from marked", "taken",
        "var path = System.IO.Path.GetTempFileName() + \".csv\"; System.IO.File.WriteAllText(path, \"who,n\\n\" + name.Split('=')[0] + \",1\\n\"); var csv = Table.Read(path); System.IO.File.Delete(path); csv",
    ];

    /// <summary>In Python.</summary>
    public static readonly string[] Python =
    [
        "#!python --in name,id,marked\nname", "#!python\nprint(name, id)", "#!python\nprint(name, end=''); print(id)", "#!python\nimport sys; sys.stderr.write(name + '\\n')", "#!python\nraise ValueError(name)", "#!python\n{'who': name}", "#!python\n[name, (id,)]", "#!python\nimport json; json.dumps({'who': name})",
        "#!python\nimport os; os.write(1, name.encode()); os.system('echo ' + id)", "#!python\nimport base64; base64.b64encode(name.encode())", "#!python\nname.encode().hex()", "#!python\nname.encode('utf-16')", "#!python\nlist(name.encode())", "#!python\nname.encode()", "#!python\n[hex(b) for b in name.encode()]", "#!python\nfrom urllib.parse import quote; quote(name)", "#!python\nimport html; html.escape(name)", "#!python\nimport logging; logging.error(name)",
        "#!python\nimport warnings; warnings.warn(name)", "#!python\nimport threading; t = threading.Thread(target=lambda: print('late ' + name)); t.start(); t.join()", "#!python\nfrom IPython.display import display, HTML, Markdown; display(HTML(f'<b>{name}</b>'), Markdown(f'**{id}**'))", "#!python\nh = display('x', display_id=True); h.update(name)",
        "#!python\nmarked", "#!python\nmarked.PatientName.str.upper()", "#!python --out back\nback = marked.rename(columns={'PatientName': 'label'})", "back", "#!python --out name2\nname2 = name.lower()", "name2", "#!python\nfor b in name.encode(): print(b)", "#!python\nfor c in name: print(c)", "#!python\nprint(*name, sep='\\n')", "#!python\nimport pprint; pprint.pprint(list(name.encode()))", "#!python\nimport pandas as pd; pd.Series(list(name))", "#!python\npd.Series(list(name.encode()))",
        "#!python\nbase64.encodebytes(('x ' * 100 + name + ' y' * 50).encode())", "#!python\nprint(base64.encodebytes(('x ' * 100 + name + ' y' * 50).encode()).decode())", "#!python\nimport binascii; binascii.hexlify(name.encode(), ' ')", "#!python\nprint(json.dumps([ord(c) for c in name], indent=1))", "#!python\nimport array; array.array('B', name.encode())",
        "#!python\nmemoryview(name.encode()).tolist()", "#!python\nimport numpy as np; np.frombuffer(name.encode(), np.uint8)", "#!python\nnp.array(list(name))", "#!python\nname.encode('utf-16-le').hex(' ')", "#!python\nname.nosuch", "#!python\nopen('/nowhere/' + name)", "#!python\n1 +", "#!python\n' '.join(name)", "#!python\nimport time\nfor c in name:\n    print(c, end='', flush=True); time.sleep(0.005)",
        "#!python\nclass P:\n    def __repr__(self): return name\nP()", "#!python\nclass Q:\n    def _repr_html_(self): return f'<i>{name}</i>'\n    def _repr_json_(self): return {'w': id}\nQ()", "#!python\nimport unicodedata; unicodedata.normalize('NFD', name)", "#!python\nassert False, name", "#!python\nexec('raise KeyError(name)')", "#!whos python", "#!set --name shown --value @python:name\nshown",
    ];

    /// <summary>In the shell.</summary>
    public static readonly string[] Shell =
    [
        "System.IO.File.WriteAllText(System.IO.Path.Combine(System.IO.Path.GetTempPath(), \"who\"), name);\nEnvironment.SetEnvironmentVariable(\"WHO\", name);", "#!sh\necho \"$WHO\"", "#!sh\necho \"$WHO\" >&2; exit 3", "#!sh\nprintf '%s' \"${WHO:0:6}\"; sleep 0.2; printf '%s\\n' \"${WHO:6}\"", "#!sh\necho \"$WHO\" | base64", "#!sh\nprintf %s \"$WHO\" | od -An -tx1 | tr -d '\\n'", "#!sh\necho \"$WHO\" | od -c", "#!sh\necho \"see $WHO\" | od", "#!sh\necho \"see $WHO\" | od -tx1z", "#!sh\necho \"$WHO\" | od -An -tu1", "#!sh\n(printf 'x%.0s' {1..90}; echo \" $WHO\") | base64", "#!sh\necho \"${WHO}\" | while read -n1 c; do echo \"$c\"; done", "#!sh --out said\necho \"$WHO\"", "said",
        "#!sh\nls \"/nowhere/$WHO\"", "#!sh\n\"$WHO\"", "#!sh\nset -x; true \"$WHO\"", "#!sh\necho \"$WHO\" | rev | rev", "#!sh\nfor i in 1 2 3; do echo \"$i $WHO\"; done", "System.IO.File.Delete(System.IO.Path.Combine(System.IO.Path.GetTempPath(), \"who\"));\nEnvironment.SetEnvironmentVariable(\"WHO\", null); name",
    ];

    private static readonly string[] Shown = ["isplay", "Output.", "Explore", "Widgets", "Label", "Box", "Input", "Button", "Slider", "Dropdown", "LiveValue", "Figure", "plot", "Progress", "svg", "png"];
    private static readonly string[] Kept = ["var ", "byte[] ", "--in ", "import ", "--out ", "#!set ", "#!connect "];

    /// <summary>Whether a way has displays or widgets, or others need what it makes.</summary>
    public static bool IsOfFrontEnds(string way) => Shown.Any(s => way.Contains(s, StringComparison.Ordinal)) || Kept.Any(k => way.Contains(k, StringComparison.Ordinal));

    /// <summary>With a front end that answers.</summary>
    public static readonly string[] OfFrontEnds =
    [
        "await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"Is it \" + name + \"?\")", "await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(id)", "CellContext.Current!.Input.AskAsync(name, true, default).Result", "Console.Write(name); Console.ReadLine()", "?name", "patient?", "??person", "#!python\ninput(name)", "#!python\nget_ipython().set_next_input(name)", "#!python\n%page name",
        "#!python\nfrom ipykernel.comm import Comm\nc = Comm('who', data={'name': name}); c.send({'id': id}); c.close({'x': name})", "name", "_ = new IntSlider(name, 1, 0, 3) is var slider ? slider : null; slider",
    ];

    /// <summary>The last cell: threads that earlier ones have left write before it ends.</summary>
    public const string Last = "Thread.Sleep(1000);";
}
