namespace Sinogram.Remote.Drill.Cluster;

/// <summary>What to do about the reasons that Drill gives most often.</summary>
internal static class DrillHints
{
    public static string? For(string reason)
    {
        bool Has(string text) => reason.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Has("not found within")) { return "#!drill files shows what is there; paths begin at the folder of the workspace."; }
        if (Has("Object '") && Has("not found")) { return "A table begins with its storage: dfs.`path`; --schema names one for bare names."; }
        if (Has("Table '") && Has("not found")) { return "A field of a map needs the table's alias before it: t.map.field."; }
        if (Has("No match found for function signature")) { return "Drill has no such function for these types."; }
        if (Has("Expected a boolean type") || Has("must be a condition")) { return "A column of a file has no type yet: write = true."; }
        if (Has("cartesian join or an inequality join")) { return "--set planner.enable_nljoin_for_scalar_only=false"; }
        if (Has("Current context not") || Has("Schema changes not supported")) { return "A column changes its type on the way: CAST it, or read JSON as text: --set store.json.all_text_mode=true."; }
        if (Has("Unexpected character") || Has("Unexpected end-of-input") || Has("Error parsing JSON")) { return "The place is in a data file: mend it, or leave such records out: --set store.json.reader.skip_invalid_records=true."; }
        if (Has("takes you outside the workspace")) { return "Paths begin at the folder of the workspace; another workspace may reach there: #!drill storage list"; }
        if (Has("Schema [") && Has("not valid")) { return "#!drill schema lists the schemas."; }
        if (Has("The option '")) { return "SELECT name FROM sys.options lists them."; }
        if (Has("Missing function implementation")) { return "Drill has no such function for these types: CAST the value."; }
        if (Has("Type of JSON token is not compatible")) { return "Read the column as text: --set store.json.all_text_mode=true, or give it a type: TABLE(dfs.`…`(schema => 'inline=(column VARCHAR)'))."; }
        if (Has("NumberFormatException") || Has("empty String")) { return "A text is no number: leave such rows out, or --set drill.exec.functions.cast_empty_string_to_null=true for empty ones."; }
        if (Has("is immutable")) { return "Write into a workspace that is writable, such as dfs.tmp."; }
        return Has("Encountered") && !Has("Encountered \"\"") ? "The place is where Drill stopped to understand; reserved words as names stand in backticks." : null;
    }
}
