using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>Files of Avro as a table: the fields of their records, by name over all files.</summary>
internal static class AvroFiles
{
    private const long LargestFile = 1L << 30;
    private const long MostEmpty = 1_000_000;

    /// <param name="files">The files.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="register">Makes a table known to the engine and gives the name it has there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<Table, string> register, CancellationToken cancellationToken)
    {
        var table = Read(files, cancellationToken);
        var columns = new List<(string Name, string Sql, DrillType Type)>();
        foreach (var field in table.Schema.Where(f => f.Name != DelimitedText.FileColumn))
        {
            var (_, sql, type) = EngineColumns.Of(field);
            if (options.Schema?.Columns.FirstOrDefault(c => string.Equals(c.Name, field.Name, StringComparison.OrdinalIgnoreCase)) is { } given)
            {
                (sql, type) = (Conversions.Convert(new Bound(SqlText.Of(sql), type), given.Type, files.Offset).ToString(), given.Type);
            }
            columns.Add((field.Name, sql, type));
        }
        return FileColumns.Of(files, register(table), columns, options, MissingColumn.NullNumber);
    }

    private static Table Read(SourceFiles files, CancellationToken cancellationToken)
    {
        var builders = new List<ColumnBuilder>();
        var byName = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var index = new ColumnBuilder<long>(DelimitedText.FileColumn);
        for (var i = 0; i < files.Files.Count; i++)
        {
            try
            {
                Append(files.Files[i], i, builders, byName, index, cancellationToken);
            }
            catch (Exception e) when (e is AvroFormatException or TableException)
            {
                throw new DrillException($"{Path.GetFileName(files.Files[i])} cannot be read as Avro: {e.Message}", files.Offset, inner: e);
            }
        }
        return builders.Count == 0 ? throw new DrillException("The files of Avro have no fields.", files.Offset) : new Table(builders.Select(b => b.Build()).Append(index.Build()));
    }

    private static void Append(string file, int number, List<ColumnBuilder> builders, Dictionary<string, int> byName, ColumnBuilder<long> index, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > LargestFile) { throw new AvroFormatException("It is larger than 1 GiB; such files are read into memory. Write it as Parquet, or use a Drill cluster."); }
        var container = new AvroContainer(File.ReadAllBytes(file));
        if (container.Schema.Kind != AvroKind.Record) { throw new AvroFormatException("Root object must be of record type."); }
        var places = container.Schema.Fields.Select(f => Place(f.Name, AvroValues.TypeOf(f.Schema), builders, byName, index.Length)).ToArray();
        var absent = Enumerable.Range(0, builders.Count).Except(places).ToArray();
        foreach (var (count, bytes) in container.Blocks())
        {
            var reader = new AvroBytes(bytes);
            for (var row = 0L; row < count; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var before = reader.At;
                for (var f = 0; f < places.Length; f++) { builders[places[f]].AppendObject(AvroValues.Read(ref reader, container.Schema.Fields[f].Schema)); }
                foreach (var place in absent) { builders[place].AppendNull(); }
                index.Append(number);
                if (reader.At == before && row > MostEmpty) { throw new AvroFormatException("A block has too many records."); }
            }
            if (reader.Left > 0) { throw new AvroFormatException("A block has bytes behind its records: the file is damaged."); }
        }
    }

    private static int Place(string name, DataType type, List<ColumnBuilder> builders, Dictionary<string, int> byName, long rows)
    {
        if (byName.TryGetValue(name, out var known))
        {
            return builders[known].Field.Type == type ? known : throw new AvroFormatException($"The field '{name}' is {type} here and {builders[known].Field.Type} in a file before.");
        }
        var builder = new ColumnBuilder(new Field(name, type));
        for (var r = 0L; r < rows; r++) { builder.AppendNull(); }
        builders.Add(builder);
        return byName[name] = builders.Count - 1;
    }
}
