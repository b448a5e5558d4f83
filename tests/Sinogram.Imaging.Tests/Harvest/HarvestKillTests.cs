using System.Diagnostics;
using Sinogram.Data;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;

namespace Sinogram.Imaging.Tests.Harvest;

public sealed class HarvestKillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task After_a_kill_the_next_run_takes_up_the_rest(int files)
    {
        using TemporaryFolder folder = new();
        (string keyFile, DeidentificationKey key) = HarvestChild.NewKey(folder);
        string source = HarvesterTests.PydicomTestFiles();
        string workspace = folder["ws"];

        using (Process child = HarvestChild.Start(source, workspace, keyFile))
        {
            string instances = Path.Combine(workspace, "instances");
            while (!child.HasExited && (!Directory.Exists(instances) || Directory.EnumerateFiles(instances, "*.dcm", SearchOption.AllDirectories).Count() < files))
            {
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }

            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // At this instant too a reader sees whole parts and no instance twice.
        long published = Rows(workspace, out long distinct);
        Assert.Equal(published, distinct);

        HarvestResult rest = await Harvester.RunAsync(source, workspace, new HarvestOptions { Key = key }, null, TestContext.Current.CancellationToken);
        HarvestResult whole = await Harvester.RunAsync(source, folder["other"], new HarvestOptions { Key = key }, null, TestContext.Current.CancellationToken);

        Assert.Equal(published, rest.Unchanged);
        Assert.Equal(whole.Counts with { Kept = rest.Kept, Unchanged = rest.Unchanged }, rest.Counts);
        Assert.Equal(whole.Kept, Rows(workspace, out distinct));
        Assert.Equal(whole.Kept, distinct);
        Assert.Equal(whole.Catalog.Quarantine().RowCount, rest.Catalog.Quarantine().RowCount);
        Assert.Equal(Instances(whole.Workspace), Instances(workspace));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(workspace, ".staging")));
    }

    private static long Rows(string workspace, out long distinct)
    {
        Table counts = ImageCatalog.Open(workspace).Query("SELECT count(*) AS n, count(DISTINCT SOPInstanceUID) AS d FROM catalog");
        distinct = (long)counts.GetValue(0, "d")!;
        return (long)counts.GetValue(0, "n")!;
    }

    private static IEnumerable<string> Instances(string workspace) =>
        Directory.GetFiles(Path.Combine(workspace, "instances"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(workspace, f)).Order(StringComparer.Ordinal);
}
