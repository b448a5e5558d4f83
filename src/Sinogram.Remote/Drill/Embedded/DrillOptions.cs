namespace Sinogram.Remote.Drill.Embedded;

/// <summary>Options of a session, as <c>SET</c>, <c>ALTER SESSION</c> and <c>RESET</c> change them.</summary>
internal sealed class DrillOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The options that are known, with their kinds and defaults; those that change nothing here are kept so that a notebook runs on both engines.</summary>
    public static IReadOnlyDictionary<string, (string Kind, string Default, string Description)> Known { get; } = new SortedDictionary<string, (string, string, string)>(StringComparer.Ordinal)
    {
        ["drill.exec.functions.cast_empty_string_to_null"] = ("BIT", "false", "An empty text that is cast to a number is null."),
        ["drill.exec.http.rest.errors.verbose"] = ("BIT", "false", "Answers of the REST interface hold the reason of an error."),
        ["drill.exec.storage.file.partition.column.label"] = ("VARCHAR", "dir", "The name of the columns of folders."),
        ["exec.enable_union_type"] = ("BIT", "false", "Values of several types in a column."),
        ["exec.errors.verbose"] = ("BIT", "false", "Errors with their whole trace."),
        ["exec.query.max_rows"] = ("BIGINT", "0", "The most rows of a result; 0 for all."),
        ["exec.query.return_result_set_for_ddl"] = ("BIT", "true", "CREATE, USE and SET give a row."),
        ["exec.query_profile.save"] = ("BIT", "true", "Profiles are kept."),
        ["exec.schedule.assignment.old"] = ("BIT", "false", "How fragments are assigned."),
        ["planner.add_producer_consumer"] = ("BIT", "false", "Reads ahead."),
        ["planner.affinity_factor"] = ("FLOAT8", "1.2", "How much work stays where data is."),
        ["planner.broadcast_threshold"] = ("BIGINT", "10000000", "Rows up to which a side of a join is sent everywhere."),
        ["planner.disable_exchanges"] = ("BIT", "false", "One fragment only."),
        ["planner.enable_broadcast_join"] = ("BIT", "true", "Joins that send one side everywhere."),
        ["planner.enable_hashagg"] = ("BIT", "true", "Aggregation by hash."),
        ["planner.enable_hashjoin"] = ("BIT", "true", "Joins by hash."),
        ["planner.enable_mergejoin"] = ("BIT", "false", "Joins by merging."),
        ["planner.enable_nljoin_for_scalar_only"] = ("BIT", "true", "Cross and inequality joins are refused; they always run here."),
        ["planner.enable_nestedloopjoin"] = ("BIT", "true", "Joins by nested loops."),
        ["planner.enable_streamagg"] = ("BIT", "true", "Aggregation of sorted rows."),
        ["planner.enable_multiphase_agg"] = ("BIT", "true", "Aggregation in steps."),
        ["planner.memory.max_query_memory_per_node"] = ("BIGINT", "2147483648", "Bytes of a query on a node."),
        ["planner.parser.quoting_identifiers"] = ("VARCHAR", "`", "What quotes identifiers: ` or \"."),
        ["planner.slice_target"] = ("BIGINT", "100000", "Rows from which a query runs in several fragments."),
        ["planner.width.max_per_node"] = ("BIGINT", "0", "Fragments of a query on a node; 0 for 70 % of the processors."),
        ["planner.width.max_per_query"] = ("BIGINT", "1000", "Fragments of a query."),
        ["store.format"] = ("VARCHAR", "parquet", "The format of CREATE TABLE AS: parquet, json, csv, csvh, tsv or psv."),
        ["store.json.all_text_mode"] = ("BIT", "false", "All values of JSON are text."),
        ["store.json.extended_types"] = ("BIT", "false", "Objects such as {\"$date\": …} are values."),
        ["store.json.read_numbers_as_double"] = ("BIT", "false", "All numbers of JSON are doubles."),
        ["store.json.reader.allow_nan_inf"] = ("BIT", "true", "NaN and Infinity in JSON."),
        ["store.json.reader.skip_invalid_records"] = ("BIT", "false", "Lines that are no JSON are left out."),
        ["store.json.writer.uglify"] = ("BIT", "false", "JSON is written without blanks."),
        ["store.parquet.block-size"] = ("BIGINT", "536870912", "Bytes of a row group."),
        ["store.parquet.compression"] = ("VARCHAR", "snappy", "How Parquet is compressed: none, snappy, gzip, zstd."),
        ["store.partition.hash_distribute"] = ("BIT", "false", "Rows of a partition come together before they are written."),
        ["store.text.estimated_row_size_bytes"] = ("FLOAT8", "100.0", "Bytes of a row of text."),
    };

    public string? this[string name] => _values.TryGetValue(name, out var value) ? value : Known.TryGetValue(name, out var known) ? known.Default : null;

    public bool IsSet(string name) => _values.ContainsKey(name);

    public bool Flag(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DrillException">There is no such option, or the value does not fit.</exception>
    public void Set(string name, string value, int? offset)
    {
        var (kind, _, _) = Require(name, offset);
        var fits = kind switch { "BIT" => bool.TryParse(value, out _), "BIGINT" => long.TryParse(value, out _), "FLOAT8" => double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _), _ => true };
        if (!fits) { throw new DrillException($"The option '{name}' takes a value of the type {kind}, not '{value}'.", offset); }
        _values[name] = kind == "BIT" ? value.ToLowerInvariant() : value;
    }

    public void Reset(string? name, int? offset)
    {
        if (name is null)
        {
            _values.Clear();
            return;
        }
        Require(name, offset);
        _values.Remove(name);
    }

    public static (string Kind, string Default, string Description) Require(string name, int? offset) =>
        Known.TryGetValue(name, out var known) ? known : throw new DrillException($"The option '{name}' does not exist.", offset, Binding.Binder.Near(name, Known.Keys));

    /// <summary>A copy for one statement.</summary>
    public DrillOptions Copy()
    {
        var copy = new DrillOptions();
        foreach (var (name, value) in _values) { copy._values[name] = value; }
        return copy;
    }
}
