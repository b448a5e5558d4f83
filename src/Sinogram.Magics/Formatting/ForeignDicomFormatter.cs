using System.Collections;
using System.Globalization;
using System.Reflection;
using Sinogram.Core.Display;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Magics.Formatting;

/// <summary>
/// Data sets and files of fo-dicom, where a notebook brings it: a table of their elements. Recognised by name, without a reference. Values that identify a
/// person, a place or a device are masked as everywhere.
/// </summary>
public sealed class ForeignDicomFormatter : IFormatter
{
    private const int MostElements = 200;
    private const int LongestValue = 120;

    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(value);
        var dataSet = IsA(value, "DicomFile") ? Get(value, "Dataset") : IsA(value, "DicomDataset") ? value : null;
        if (dataSet is not IEnumerable items)
        {
            return null;
        }

        var elements = items.Cast<object>().Select(Row).ToList();
        if (context.Depth > 0)
        {
            return MimeBundle.Text($"{value.GetType().Name}, {elements.Count} elements");
        }

        var table = new Data.TableBuilder(
            new Data.Field("tag", Data.DataType.String), new Data.Field("vr", Data.DataType.String), new Data.Field("keyword", Data.DataType.String), new Data.Field("value", Data.DataType.String));
        foreach (var (tag, vr, keyword, text) in elements.Take(MostElements))
        {
            table.Append(tag, vr, keyword, text);
        }

        return context.Formatters.Format(table.Build());
    }

    private static (string Tag, string VR, string Keyword, string Value) Row(object item)
    {
        var tag = Get(item, "Tag") is { } foreign && Number(foreign, "Group") is { } group && Number(foreign, "Element") is { } element
            ? new Tag((ushort)group, (ushort)element)
            : new Tag(0);
        var keyword = Dictionary.Find(tag)?.Keyword ?? (tag.IsPrivate ? "private" : "");
        var vr = Convert.ToString(Get(item, "ValueRepresentation"), CultureInfo.InvariantCulture) ?? "";
        var text = ValueOf(item);
        var isMasked = text.Length > 0 && IdentifyingAttributes.Contains(tag) && !tag.IsPrivateCreator;
        return (tag.ToString(), vr, keyword, isMasked ? $"‹{(keyword.Length > 0 ? keyword : "unknown")}›" : text.Length > LongestValue ? text[..LongestValue] + "…" : text);
    }

    private static string ValueOf(object item)
    {
        if (Get(item, "Items") is IEnumerable nested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{nested.Cast<object>().Count()} items");
        }

        // An element's values come by a generic method; text is what every kind of value gives.
        var get = item.GetType().GetMethods().FirstOrDefault(m => m is { Name: "Get", IsGenericMethodDefinition: true } && m.GetParameters() is [var index] && index.ParameterType == typeof(int));
        var length = Number(item, "Length") ?? 0;
        if (get is null || Number(item, "Count") is not { } count)
        {
            return length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{length} bytes") : "";
        }

        if (count > 64)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} values");
        }

        try
        {
            var text = get.MakeGenericMethod(typeof(string));
            return string.Join('\\', Enumerable.Range(0, (int)count).Select(i => Convert.ToString(text.Invoke(item, [i]), CultureInfo.InvariantCulture)));
        }
        catch (TargetInvocationException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{length} bytes");
        }
    }

    private static bool IsA(object value, string name)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Name == name && type.Namespace is "FellowOakDicom" or "Dicom")
            {
                return true;
            }
        }

        return false;
    }

    private static object? Get(object owner, string name) =>
        owner.GetType().GetProperties().FirstOrDefault(p => p.Name == name && p.GetIndexParameters().Length == 0)?.GetValue(owner);

    private static long? Number(object owner, string name) => Get(owner, name) is IConvertible number ? Convert.ToInt64(number, CultureInfo.InvariantCulture) : null;
}
