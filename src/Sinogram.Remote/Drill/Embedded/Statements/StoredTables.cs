using Sinogram.Data.Storage;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>CREATE TABLE … AS and DROP TABLE in a bucket or a Hadoop file system.</summary>
internal static class StoredTables
{
    /// <summary>Writes a table on this machine first; its files appear when all of them are there, and none stays where one fails.</summary>
    public static DrillResult Create(StatementCall call, CreateTableStatement create, BoundTable bound, (StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path)
    {
        var (storage, root) = Place(call, found, path, create.Name);
        var part = Directory.CreateTempSubdirectory("sinogram-table-").FullName;
        try
        {
            if (Files(storage, root, call.Token).Count > 0 || storage.FindAsync(root, call.Token).GetAwaiter().GetResult() is { IsFolder: false }) { return TableStatements.Exists(create, path, found.Schema); }
            var rows = TableWriter.Write(call, bound, create.Partition, part);
            storage.UploadAsync(Directory.GetFiles(part).Order(StringComparer.Ordinal).Select(file => (file, $"{root}/{Path.GetFileName(file)}")), call.Token).GetAwaiter().GetResult();
            return TableStatements.Written(rows);
        }
        catch (StorageException e)
        {
            throw new DrillException(e.Message, create.Name[^1].Offset, inner: e);
        }
        finally
        {
            Directory.Delete(part, recursive: true);
        }
    }

    public static DrillResult Drop(StatementCall call, DropStatement drop, (StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path)
    {
        var (storage, root) = Place(call, found, path, drop.Name);
        try
        {
            IReadOnlyList<string> files = storage.FindAsync(root, call.Token).GetAwaiter().GetResult() is { IsFolder: false } ? [root] : Files(storage, root, call.Token);
            if (files.Count == 0) { return drop.IfExists ? StatementRunner.Summary(false, $"Table [{path}] not found") : throw new DrillException($"Table [{path}] not found", drop.Name[^1].Offset); }
            TableStatements.CheckTable(files.Where(f => f[(f.LastIndexOf('/') + 1)..] is not ['.' or '_', ..]), path, drop);
            foreach (var file in files) { storage.DeleteAsync(file, call.Token).GetAwaiter().GetResult(); }
            return StatementRunner.Summary(true, $"Table [{path}] dropped");
        }
        catch (StorageException e)
        {
            throw new DrillException(e.Message, drop.Name[^1].Offset, inner: e);
        }
    }

    private static StorageLocation Place(StatementCall call, (StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, IReadOnlyList<SqlName> name)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0 || segments.Any(s => s is "." or "..")) { throw new DrillException($"Invalid path [{path}] takes you outside the workspace.", name[^1].Offset); }
        var place = call.Session.Remote.Resolve(found.Plugin, Workspaces.Location(found.Plugin, found.Workspace, string.Join('/', segments)));
        return place with { Path = place.Path.TrimEnd('/') };
    }

    private static List<string> Files(IStorage storage, string root, CancellationToken token)
    {
        try
        {
            return [.. storage.ListAsync(root, recursive: true, token).ToBlockingEnumerable(token).Where(e => !e.IsFolder).Select(e => e.Path)];
        }
        catch (StorageException e) when (e.Fault == StorageFault.NotFound)
        {
            return [];
        }
    }
}
