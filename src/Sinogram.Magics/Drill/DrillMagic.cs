using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Presentation;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Magics.Drill;

/// <summary><c>#!drill</c>: Drill's SQL over the harvested catalogue, over files and over tables of the notebook, on the embedded engine.</summary>
public sealed class DrillMagic(NotebookState state) : IMagic, IAsyncDisposable
{
    /// <summary>Rows that are shown when the result is not kept.</summary>
    public const int FirstRows = 1000;

    private static readonly VerbInfo Query = new(
        "",
        "Runs a query in Drill's SQL and shows its first rows, or keeps all of them with --out.",
        OptionInfo.Whole("limit", "fetch at most so many rows", $"{FirstRows} without --out, all with it", 'n'),
        OptionInfo.Of("catalog", "WORKSPACE", "the harvest workspace that dfs.catalog means", 'c') with { Default = "the last one of this session" },
        OptionInfo.Of("root", "FOLDER", "the folder that dfs means") with { Default = "/, as in Drill" },
        OptionInfo.Flag("public", "the files carry no patient: none of their columns is masked"),
        new OptionInfo("param", "a value for $name in the SQL, bound by its type") { Value = "NAME=VALUE", Alias = 'p', Many = true })
    {
        Body = BodyKind.Required,
        BodyLanguage = "SQL (Drill's: dfs.`path`, dir0, dir1, FLATTEN …)",
        HasResult = true,
        TakesVariables = true,
    };

    private readonly Lazy<EmbeddedDrill> _drill = new(() => new EmbeddedDrill());

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "drill",
        "Queries the catalogue, files and tables of the notebook in Drill's SQL, with no server.",
        [Query],
        "#!drill\nSELECT Modality, COUNT(*) AS images FROM dfs.catalog GROUP BY Modality ORDER BY images DESC");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var keeps = invocation.Option(CommonOptions.Out.Name) is not null;
        var limit = invocation.Whole("limit");
        if (limit is < 0) { throw new MagicException($"--limit takes a number of rows from 0, not {limit}."); }
        using var progress = new QueryProgressBar(invocation.Context.Output, state.Time);
        var options = new QueryOptions
        {
            RowLimit = limit ?? (keeps ? null : FirstRows),
            Parameters = invocation.Options("param").Select(DrillParameters.Parse).ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase),
            IsPublic = invocation.Has("public"),
            Progress = progress,
        };
        try
        {
            // A thread of its own: the engine blocks it until it is done or interrupted.
            var result = await Task.Factory.StartNew(() => Run(invocation, options, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            foreach (var notice in result.Notices) { invocation.Context.Output.Stderr(notice + "\n"); }
            return result.More ? result.Table.WithMetadata(TableSummary.PartialKey, "true") : result.Table;
        }
        catch (DrillException e)
        {
            throw new MagicException(DrillErrors.Describe(e, invocation.Body, invocation.BodyFirstLine), e.Hint, e);
        }
        catch (Exception e) when (e is EngineException or TableException)
        {
            throw new MagicException(e.Message, inner: e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_drill.IsValueCreated) { _drill.Value.Dispose(); }
        return ValueTask.CompletedTask;
    }

    private DrillResult Run(MagicInvocation invocation, QueryOptions options, CancellationToken token)
    {
        var drill = _drill.Value;
        lock (drill)
        {
            SetWorkspaces(drill, invocation);
            var names = invocation.Options(CommonOptions.In.Name);
            try
            {
                foreach (var name in names) { drill.Register(name, Variable(invocation, name), token); }
                return drill.Run(invocation.Body, options, token);
            }
            finally
            {
                // A later query sees only what it brings in itself, and the engine keeps no table alive.
                foreach (var name in names) { drill.Unregister(name); }
            }
        }
    }

    private void SetWorkspaces(EmbeddedDrill drill, MagicInvocation invocation)
    {
        var workspace = invocation.Option("catalog") ?? state.Workspace;
        if (invocation.Option("catalog") is { } named && !Directory.Exists(named))
        {
            throw new MagicException($"There is no workspace {named}.", "Harvest into it first: #!dicom harvest SOURCE --to WORKSPACE");
        }
        if (invocation.Option("root") is { } root && !Directory.Exists(root))
        {
            throw new MagicException($"There is no folder {root} for --root.", "Check the path; a relative one starts at the notebook's folder.");
        }
        drill.SetWorkspace("dfs", invocation.Option("root") ?? "/");
        drill.SetWorkspace("dfs.tmp", Path.GetTempPath(), writable: true);
        if (workspace is null) { return; }
        drill.SetWorkspace("dfs.catalog", Path.Combine(workspace, "catalog"), defaultFormat: "parquet");
        drill.Forbid(Path.Combine(workspace, "restricted"));
    }

    private static Table Variable(MagicInvocation invocation, string name)
    {
        if (!invocation.Context.Variables.TryGet(name, out var value))
        {
            throw new MagicException($"There is no variable '{name}' for --in.", "Set it in a cell before, or with --out of another magic.");
        }
        return value switch
        {
            Table table => table,
            Column column => new Table(column),
            null => throw new MagicException($"The variable '{name}' for --in is null."),
            _ => throw new MagicException($"The variable '{name}' for --in is a {value.GetType().Name}, not a Table.", "Make one of records with Table.From(records)."),
        };
    }
}
