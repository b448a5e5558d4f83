#pragma warning disable CA1716, CA1822 // Shapes of public types of another package, as far as they are read.
using System.Collections;
using Sinogram.Core.Display;
using Sinogram.Magics.Formatting;

namespace FellowOakDicom
{
    public sealed record DicomTag(ushort Group, ushort Element);

    public abstract class DicomItem(DicomTag tag, string vr)
    {
        public DicomTag Tag => tag;

        public string ValueRepresentation => vr;
    }

    public sealed class DicomString(DicomTag tag, string vr, params string[] values) : DicomItem(tag, vr)
    {
        public int Count => values.Length;

        public long Length => values.Sum(v => v.Length);

        public T Get<T>(int item) => (T)(object)values[item];
    }

    public sealed class DicomSequence(DicomTag tag, params DicomDataset[] items) : DicomItem(tag, "SQ")
    {
        public IList<DicomDataset> Items => items;
    }

    public sealed class DicomDataset(params DicomItem[] items) : IEnumerable<DicomItem>
    {
        public IEnumerator<DicomItem> GetEnumerator() => items.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class DicomFile(DicomDataset dataset)
    {
        public DicomDataset Dataset => dataset;
    }
}

namespace Sinogram.Magics.Tests.Formatting
{
    /// <summary>Data sets of fo-dicom, by stand-ins of the same names and shapes.</summary>
    public sealed class ForeignDicomFormatterTests
    {
        [Fact]
        public void The_elements_are_a_table_with_identifying_values_masked()
        {
            var dataSet = new FellowOakDicom.DicomDataset(
                new FellowOakDicom.DicomString(new(0x0008, 0x0060), "CS", "CT"),
                new FellowOakDicom.DicomString(new(0x0008, 0x0008), "CS", "ORIGINAL", "PRIMARY"),
                new FellowOakDicom.DicomString(new(0x0010, 0x0010), "PN", "Doe^Jane"),
                new FellowOakDicom.DicomSequence(new(0x0008, 0x1140), new FellowOakDicom.DicomDataset()));
            var formatters = new Formatters(new ForeignDicomFormatter(), new TableFormatter());
            foreach (var shown in new[] { formatters.Format(dataSet), formatters.Format(new FellowOakDicom.DicomFile(dataSet)) })
            {
                var text = shown[Mime.Plain]!;
                Assert.Contains("(0008,0060)", text, StringComparison.Ordinal);
                Assert.Contains("Modality", text, StringComparison.Ordinal);
                Assert.Contains("ORIGINAL\\PRIMARY", text, StringComparison.Ordinal);
                Assert.Contains("‹PatientName›", text, StringComparison.Ordinal);
                Assert.Contains("1 items", text, StringComparison.Ordinal);
                Assert.All(shown.Data.Values, v => Assert.DoesNotContain("Doe", v.Text, StringComparison.Ordinal));
            }
        }

        [Fact]
        public void Other_types_of_such_a_name_are_left_alone() => Assert.Null(new ForeignDicomFormatter().Format(new DicomFile(), default));

        private sealed class DicomFile;
    }
}
