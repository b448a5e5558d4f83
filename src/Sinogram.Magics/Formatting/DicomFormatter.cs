using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Privacy;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Magics.Formatting;

/// <summary>
/// Shows DICOM files, data sets, elements and persons' names; what of them identifies is masked whole, however short it is, unless the cell reveals it.
/// </summary>
public sealed class DicomFormatter : IFormatter
{
    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value switch
    {
        DicomFile file when context.Depth == 0 => Header(HeaderTable.Of(file, mask: RevealScope.Current is null), context),
        DataSet dataSet when context.Depth == 0 => Header(HeaderTable.Of(dataSet, mask: RevealScope.Current is null), context),
        DicomFile file => MimeBundle.Text($"DICOM file, {file.DataSet}"),
        DataSet dataSet => MimeBundle.Text(dataSet.ToString()),
        Element element => MimeBundle.Text(Line(element)),
        PersonName { Identified: true } name => MimeBundle.Text(Shown(name)),
        _ => null,
    };

    private static MimeBundle Header(Data.Table header, FormatContext context)
    {
        if (RevealScope.Current is { } reveal)
        {
            foreach (var keyword in HeaderTable.MaskedKeywords(header))
            {
                reveal.Note(keyword, 1);
            }
        }

        return context.Formatters.Format(header);
    }

    /// <summary>An element alone does not know its character set: of text that is not ASCII the length is shown.</summary>
    private static string Line(Element element)
    {
        var keyword = HeaderTable.KeywordOf(element.Tag);
        var value = element.Value.Span.ContainsAnyExceptInRange((byte)0, (byte)0x7E)
            ? string.Create(CultureInfo.InvariantCulture, $"{element.Length} bytes")
            : HeaderTable.ValueOf(Alone(element), element, mask: RevealScope.Current is null);
        if (element.Identified)
        {
            RevealScope.Current?.Note(keyword, 1);
        }

        return element.Items is null ? $"{element.Tag} {element.VR} {keyword} {value}".TrimEnd() : $"{element} {keyword}";
    }

    private static DataSet Alone(Element element)
    {
        var dataSet = new DataSet();
        dataSet.Set(element);
        return dataSet;
    }

    private static string Shown(PersonName name)
    {
        if (RevealScope.Current is not { } reveal)
        {
            return IdentifyingValues.OfProcess.Mask("PersonName", name.ToString());
        }

        reveal.Note("PersonName", 1);
        return name.ToString();
    }
}
