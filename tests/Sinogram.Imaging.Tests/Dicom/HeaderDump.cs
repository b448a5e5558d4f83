using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>Writes the elements of a file as lines that other parsers' dumps are compared with, and reads the tables of such dumps.</summary>
internal static class HeaderDump
{
    public static string Of(DicomFile file)
    {
        var text = new StringBuilder();
        Append(text, file.Meta, "");
        Append(text, file.DataSet, "");
        return text.ToString();
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The rows of a table of the golden folder by column name.</summary>
    public static List<Dictionary<string, string>> Table(string relative)
    {
        using var file = File.OpenRead(SharedFolder.Path(relative));
        using Stream stream = relative.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        var names = reader.ReadLine()!.Split('\t');
        var rows = new List<Dictionary<string, string>>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            rows.Add(names.Select((name, i) => (name, i < fields.Length ? fields[i] : "")).ToDictionary(p => p.name, p => p.Item2));
        }
        return rows;
    }

    private static void Append(StringBuilder text, DataSet dataSet, string prefix)
    {
        foreach (var element in dataSet)
        {
            var path = prefix + element.Tag.ToHex();
            var vr = element.StoredVR == VR.None ? "--" : element.StoredVR.ToString();
            if (element.Items is { } items)
            {
                text.Append(CultureInfo.InvariantCulture, $"{path}|SQ|items={items.Count}|-\n");
                for (var i = 0; i < items.Count; i++)
                {
                    Append(text, items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]."));
                }
            }
            else if (element.Fragments is { } fragments)
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (var fragment in fragments)
                {
                    hash.AppendData(fragment.Span);
                }
                text.Append(CultureInfo.InvariantCulture, $"{path}|{vr}|frags={fragments.Count}|{Convert.ToHexStringLower(hash.GetHashAndReset())}\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{path}|{vr}|{element.Length}|{Convert.ToHexStringLower(SHA256.HashData(element.Value.Span))}\n");
            }
        }
    }
}
