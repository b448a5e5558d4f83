using Sinogram.Core.Magics;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>What <c>#!drill</c> can do, as help, completion and the parser know it.</summary>
internal static class DrillVerbs
{
    public const int FirstRows = 1000;

    private static readonly OptionInfo Url = OptionInfo.Of("url", "URL", "a cluster without a connection of that name: http://HOST:8047");
    private static readonly OptionInfo Schema = OptionInfo.Of("schema", "SCHEMA", "where bare table names are looked for first (dfs.tmp)", 's');
    private static readonly OptionInfo Set = new("set", "an option of the session, as Drill names it") { Value = "OPTION=VALUE", Many = true };
    private static readonly OptionInfo Timeout = OptionInfo.Number("timeout", "seconds that the query may take", "3600");
    private static readonly OptionInfo Catalog = OptionInfo.Of("catalog", "WORKSPACE", "the harvest workspace that dfs.catalog means", 'c') with { Default = "the last one of this session" };
    private static readonly OptionInfo Root = OptionInfo.Of("root", "FOLDER", "the folder that dfs means") with { Default = "/, as in Drill" };
    private static readonly OptionInfo Public = OptionInfo.Flag("public", "the files carry no patient: none of their columns is masked");
    private static readonly OptionInfo Parameter = new("param", "a value for $name or @name in the SQL, bound by its type; VALUE may be a variable, @name") { Value = "NAME=VALUE", Alias = 'p', Many = true };

    public static VerbInfo Query { get; } = new(
        "",
        "Runs a statement in Drill's SQL and shows its first rows, keeps all of them with --out, or writes them to a file with --export.",
        OptionInfo.Whole("limit", "fetch at most so many rows", $"{FirstRows} without --out, all with it", 'n'),
        OptionInfo.Of("export", "FILE", "write all rows to FILE.parquet, .csv, .jsonl or .arrow", 'e'),
        Parameter, Schema, Set, Timeout, Url, Catalog, Root, Public)
    {
        Body = BodyKind.Required,
        BodyLanguage = "SQL (Drill's: dfs.`path`, dir0, dir1, FLATTEN …)",
        HasResult = true,
        TakesVariables = true,
        UsesConnection = true,
    };

    public static VerbInfo Connect { get; } = new(
        "connect",
        "Keeps the address of a Drill cluster under a name, after it has answered.",
        OptionInfo.Of("url", "URL", "address of the web interface: http://HOST:8047", 'u') with { Default = "the one that is kept" },
        OptionInfo.Of("name", "NAME", "the connection's name", 'n') with { Default = "drill" },
        OptionInfo.Choice("auth", "how it logs in (basic where a user is given)", "none", "basic", "form", "header", "negotiate"),
        OptionInfo.Of("user", "USER", "the user"),
        OptionInfo.Of("password", "REFERENCE", "the password, or the header's value: env:NAME, file:PATH or prompt:"),
        OptionInfo.Of("header", "NAME", "the header's name, with --auth header") with { Default = "Authorization" },
        OptionInfo.Of("ca", "FILE", "certificates (PEM) that the server's is checked by"),
        OptionInfo.Of("run-as", "USER", "the user that queries run as, where the server lets this one"));

    public static VerbInfo Connections { get; } = new(
        "connections", "Lists the Drill connections; --forget removes one.", OptionInfo.Of("forget", "NAME", "forget this connection")) { HasResult = true };

    public static VerbInfo Storage { get; } = new(
        "storage",
        "Shows and changes the storages: list, show NAME, put NAME (Drill's JSON below), enable NAME, disable NAME, delete NAME, template KIND.",
        Url, Catalog, Root)
    {
        Arguments = ["[list|show|put|enable|disable|delete|template]", "[NAME]"],
        Body = BodyKind.Optional,
        BodyLanguage = $"Drill's JSON of a storage; templates: {string.Join(", ", StorageTemplates.Names)}",
        HasResult = true,
        UsesConnection = true,
    };

    public static VerbInfo Plan { get; } = new(
        "plan",
        "Shows how a query is run, as a tree, with the rows that are expected.",
        OptionInfo.Flag("analyze", "run the query, and show the rows that each operator gave and its time"),
        Parameter, Schema, Set, Url, Catalog, Root, Public)
    {
        Body = BodyKind.Required,
        BodyLanguage = "SQL",
        TakesVariables = true,
        UsesConnection = true,
    };

    public static VerbInfo Profile { get; } = new("profile", "Lists the queries of a cluster, or shows what one of them did.", Url) { Arguments = ["[QUERY-ID]"], HasResult = true, UsesConnection = true };

    public static VerbInfo Cancel { get; } = new("cancel", "Cancels a query of a cluster.", Url) { Arguments = ["QUERY-ID"], UsesConnection = true };

    public static VerbInfo Files { get; } = new("files", "Lists the files of a schema or folder: dfs.tmp, dfs.`path`, or a path in dfs.", Schema, Url, Catalog, Root) { Arguments = ["[PLACE]"], HasResult = true, UsesConnection = true };

    public static VerbInfo SchemaOf { get; } = new("schema", "Lists the schemas, or the columns of a table with their types.", Set, Url, Catalog, Root) { Arguments = ["[TABLE]"], HasResult = true, TakesVariables = true, UsesConnection = true };

    public static VerbInfo Publish { get; } = new(
        "catalog",
        "Makes the harvested catalogue visible to a cluster: registers a workspace of dfs and refreshes the metadata. 'publish' is what it does.",
        OptionInfo.Of("as", "WORKSPACE", "the name of the workspace in Drill") with { Default = "catalog" },
        OptionInfo.Of("storage", "NAME", "the storage that gets it") with { Default = "dfs" },
        OptionInfo.Of("location", "PATH", "the catalogue's folder as the cluster sees it") with { Default = "the same path as here" },
        OptionInfo.Flag("replace", "a workspace of that name that is elsewhere gives way"),
        Url, Catalog)
    {
        Arguments = ["publish"],
        HasResult = true,
        UsesConnection = true,
    };

    public static IReadOnlyList<VerbInfo> All { get; } = [Query, Connect, Connections, Storage, Plan, Profile, Cancel, Files, SchemaOf, Publish];
}
