using Sinogram.Core.Execution;

namespace Sinogram.Magics.Notebook.Absent;

/// <summary>The languages that older notebooks select and this kernel does not have, each with what to do instead.</summary>
public static class AbsentLanguages
{
    internal const string Sql =
        "#!drill runs SQL on files, tables and the catalogue, #!connect duckdb on a DuckDB file, and #!connect postgres on a PostgreSQL server; in C#, #r \"nuget: Npgsql\" and the like bring a database's own client.";

    internal const string Kql = "Query the service over HTTP from a C# cell, or bring its client with #r \"nuget: Microsoft.Azure.Kusto.Data\".";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ILanguage> All() =>
    [
        new AbsentLanguage("fsharp", "F#", "Write the cell in C#, or compile the F# code into a library and load it with #r \"path.dll\".", "f#"),
        new AbsentLanguage("pwsh", "PowerShell", "#!sh runs shell commands; pwsh -c '…' works there where PowerShell is installed.", "powershell"),
        new AbsentLanguage("sql", "SQL of a connected server", Sql),
        new AbsentLanguage("kql", "KQL", Kql),
        new AbsentLanguage("http", "HTTP requests", "Send them from a C# cell: await new HttpClient().GetStringAsync(\"https://…\"), or with curl in #!sh.", "rest"),
    ];
}
