namespace Sinogram.Data.Parquet;

/// <summary>
/// The columns that a Parquet file's own description gives, in the types in which the engine reads them: of the plain types, and of lists of them. Where a file has any other, or
/// names that the engine would change, it says nothing, and the engine is to be asked.
/// </summary>
internal static class ParquetTypes
{
    private const int Repeated = 2;
    private const int MostDigits = 38;

    /// <param name="schema">The bytes that describe the columns: <see cref="ParquetFooter.SchemaIn"/>.</param>
    public static Schema? TryRead(ReadOnlySpan<byte> schema)
    {
        var elements = new List<Element>();
        try
        {
            new CompactReader(schema).List(CompactType.List, CompactType.Struct, (ref CompactReader reader) => elements.Add(Element.Read(ref reader)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
        if (elements.Count == 0) { return null; }
        var fields = new List<Field>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = 1;
        for (var i = 0; i < elements[0].Children; i++)
        {
            if (at >= elements.Count || elements[at].Name.Length == 0 || !names.Add(elements[at].Name) || Column(elements, ref at) is not { } field) { return null; }
            fields.Add(field);
        }
        return at == elements.Count && fields.Count > 0 ? new Schema(fields) : null;
    }

    private static Field? Column(List<Element> elements, ref int at)
    {
        var column = elements[at++];
        if (column.Children == 0) { return column.Repetition < Repeated && TypeOf(column) is { } type ? new Field(column.Name, type) : null; }
        // A list as the format describes it: a group "list" that repeats, and in it the element.
        if (column is not { Children: 1, Converted: ConvertedType.List, Logical: LogicalType.None or LogicalType.List, Repetition: < Repeated }
            || at + 1 >= elements.Count || elements[at] is not { Children: 1, Repetition: Repeated, Name: "list" } || elements[at + 1] is not { Children: 0, Repetition: < Repeated } element)
        {
            return null;
        }
        at += 2;
        return TypeOf(element) is { } inner ? new Field(column.Name, DataType.List(inner)) : null;
    }

    private static DataType? TypeOf(in Element element) => (element.Physical, element.Converted, element.Logical) switch
    {
        (PhysicalType.Boolean, null, LogicalType.None) => DataType.Bool,
        (PhysicalType.Int32, null, LogicalType.None) or (PhysicalType.Int32, ConvertedType.Int32, LogicalType.None or LogicalType.Integer) => DataType.Int32,
        (PhysicalType.Int64, null, LogicalType.None) or (PhysicalType.Int64, ConvertedType.Int64, LogicalType.None or LogicalType.Integer) => DataType.Int64,
        (PhysicalType.Int32, ConvertedType.Date, LogicalType.None or LogicalType.Date) => DataType.Date,
        (PhysicalType.Float, null, LogicalType.None) => DataType.Float32,
        (PhysicalType.Double, null, LogicalType.None) => DataType.Float64,
        (PhysicalType.Bytes, ConvertedType.Utf8, LogicalType.None or LogicalType.String) => DataType.String,
        (PhysicalType.Int32 or PhysicalType.Int64, ConvertedType.Decimal, LogicalType.None or LogicalType.Decimal) when element is { Precision: >= 1 and <= MostDigits, Scale: >= 0 } && element.Scale <= element.Precision => DataType.Decimal(element.Precision, element.Scale),
        _ => null,
    };

    private enum PhysicalType { Boolean = 0, Int32 = 1, Int64 = 2, Int96 = 3, Float = 4, Double = 5, Bytes = 6, FixedBytes = 7 }

    private enum ConvertedType { Utf8 = 0, List = 3, Decimal = 5, Date = 6, Int32 = 17, Int64 = 18 }

    // The fields of the union LogicalType.
    private enum LogicalType { None = 0, String = 1, List = 3, Decimal = 5, Date = 6, Integer = 10 }

    private readonly record struct Element(string Name, PhysicalType? Physical, int Repetition, int Children, ConvertedType? Converted, LogicalType Logical, int Precision, int Scale)
    {
        /// <summary>The struct SchemaElement of the format.</summary>
        public static Element Read(ref CompactReader reader)
        {
            var element = new Element("", null, 0, 0, null, LogicalType.None, 0, 0);
            reader.Struct((ref CompactReader r, int id, CompactType type) =>
            {
                switch (id)
                {
                    case 1: element = element with { Physical = (PhysicalType)r.Integer(type) }; break;
                    case 3: element = element with { Repetition = (int)r.Integer(type) }; break;
                    case 4: element = element with { Name = r.Text(type) }; break;
                    case 5: element = element with { Children = (int)Math.Clamp(r.Integer(type), 0, int.MaxValue) }; break;
                    case 6: element = element with { Converted = (ConvertedType)r.Integer(type) }; break;
                    case 7: element = element with { Scale = (int)r.Integer(type) }; break;
                    case 8: element = element with { Precision = (int)r.Integer(type) }; break;
                    case 10:
                        var logical = LogicalType.None;
                        r.Struct((ref CompactReader union, int kind, CompactType inner) =>
                        {
                            logical = (LogicalType)kind;
                            union.Skip(inner);
                        });
                        element = element with { Logical = logical };
                        break;
                    default: r.Skip(type); break;
                }
            });
            return element;
        }
    }
}
