using System.Text;
using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Dicom;

public sealed class CharacterSetTests
{
    [Fact]
    public void Text_beyond_ASCII_of_real_files_decodes_as_another_parser_decodes_it()
    {
        var different = new List<string>();
        var count = 0;
        foreach (var row in HeaderDump.Table("golden/headers_text.tsv.gz"))
        {
            count++;
            var file = DicomFile.Read(SharedFolder.Path("data/" + row["file"]));
            var (owner, tag) = Follow(file.DataSet, row["path"]);
            if (owner.GetString(tag)?.TrimEnd('=') != Unescape(row["decoded_utf8"]))
            {
                different.Add($"{row["file"]} {row["path"]}: {Escape(owner.GetString(tag))} for {row["decoded_utf8"]}");
            }
        }
        Assert.True(count > 5);
        Assert.Empty(different);
    }

    // The examples of PS3.5 annexes H, I, J and K.
    [Theory]
    [InlineData("\\ISO 2022 IR 87", "59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b28423d1b2442246424 5e24401b28425e1b2442243f246d24261b2842", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87", "d4cfc0de5ec0dbb33d1b24423b3345441b284a5e1b244242404f3a1b284a3d1b24422464245e24401b284a5e1b2442243f246d24261b284a", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("\\ISO 2022 IR 149", "486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ce d4d73d1b242943c8ab5e1b242943b1e6b5bf", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("ISO_IR 192", "57616e675e5869616f446f6e673de78e8b5ee5b08fe69db13d", "Wang^XiaoDong=王^小東=")]
    [InlineData("GB18030", "57616e675e5869616f446f6e673dcdf55ed0a1b6ab3d", "Wang^XiaoDong=王^小东=")]
    public void Names_of_the_standards_examples_decode(string terms, string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, CharacterSet.Parse(Encoding.ASCII.GetBytes(terms)).Decode(bytes, isPersonName: true));
    }

    [Fact]
    public void An_item_takes_over_the_character_set_of_the_data_set_around_it()
    {
        var root = new DataSet();
        root.Set(Tags.SpecificCharacterSet, VR.CS, "ISO_IR 192");
        var item = new DataSet(root);
        item.Set(Tags.CodeMeaning, VR.LO, "Schädel");
        root.Set(Tags.AnatomicRegionSequence, [item]);
        var file = DicomFile.Read(new DicomFile(root, TransferSyntax.ExplicitLittleEndian).ToArray());
        Assert.Equal("Schädel", file.DataSet.GetItems(Tags.AnatomicRegionSequence)[0].GetString(Tags.CodeMeaning));
    }

    internal static (DataSet Owner, Tag Tag) Follow(DataSet dataSet, string path)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            var open = step.IndexOf('[', StringComparison.Ordinal);
            dataSet = dataSet.GetItems(Tag.Parse(step[..open]))[int.Parse(step[(open + 1)..^1], System.Globalization.CultureInfo.InvariantCulture)];
        }
        return (dataSet, Tag.Parse(steps[^1]));
    }

    private static string Unescape(string text) => text.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
        .Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static string Escape(string? text) => (text ?? "null").Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
