using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>
/// Harvests DICOM files into a workspace: reads, validates, de-identifies, proves, writes, and lists them in the catalogue.
/// Broken files go to the quarantine table with a reason. A run can be interrupted or killed at any moment; the next one goes on from there.
/// </summary>
public static class Harvester
{
    /// <summary>Most items read ahead of the one whose turn it is.</summary>
    private const int Window = 256;

    /// <summary>Harvests <paramref name="source"/> into <paramref name="workspace"/>.</summary>
    /// <param name="source">A folder, a file, or a DICOMweb address: see <see cref="HarvestSource.Open"/>.</param>
    /// <param name="workspace">The workspace's folder; it is made where missing.</param>
    /// <param name="options">How to work; null for the defaults: profile <c>basic</c>, the user's key.</param>
    /// <param name="progress">Told after every source.</param>
    /// <param name="cancellationToken">Ends the harvest; what was done is published first.</param>
    /// <exception cref="HarvestException">The source cannot be harvested.</exception>
    /// <exception cref="WorkspaceException">The workspace or its key cannot be used.</exception>
    /// <exception cref="Network.DicomWebException">The server failed.</exception>
    public static async Task<HarvestResult> RunAsync(
        string source, string workspace, HarvestOptions? options = null, IProgress<HarvestProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new HarvestOptions();
        HarvestProfile profile = HarvestProfile.Of(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(workspace);
        string root = ImageWorkspace.FullPath(workspace);
        using IHarvestSource items = HarvestSource.Open(source, root, options.Web, options.Storage);
        await using IAsyncEnumerator<HarvestItem> enumerator = items.ItemsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await enumerator.MoveNextAsync())
        {
            throw new HarvestException(HarvestProblem.SourceEmpty, $"There is nothing in {source}.", "name a folder with files in it, or a server with studies");
        }

        DeidentificationKey key = options.Key ?? KeyStore.FromEnvironment().LoadOrCreate();
        ImageWorkspace target = ImageWorkspace.OpenOrCreate(workspace, key, profile.Name, options.IndexOnly, profile.Identified, options.Time);
        using WorkspaceLock held = target.Lock();
        target.ClearStaging();
        try
        {
            return await new Run(target, key, profile, options, progress).HarvestAsync(enumerator, cancellationToken);
        }
        catch (Exception e) when (ImageWorkspace.Explain(workspace, e) is { } explained)
        {
            throw explained;
        }
    }

    private sealed class Run(ImageWorkspace workspace, DeidentificationKey key, HarvestProfile profile, HarvestOptions options, IProgress<HarvestProgress>? progress)
    {
        private readonly long _started = options.Time.GetTimestamp();
        private long _found;
        private bool _allFound;
        private long _bytes;

        private TimeSpan Elapsed => options.Time.GetElapsedTime(_started);

        public async Task<HarvestResult> HarvestAsync(IAsyncEnumerator<HarvestItem> items, CancellationToken cancellationToken)
        {
            using HarvestLedger ledger = new(workspace, key, options.Time);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using SemaphoreSlim window = new(Window);
            Channel<(long Number, HarvestItem Item)> queue = Channel.CreateBounded<(long, HarvestItem)>(100_000);
            Channel<(long Number, PreparedItem Item)> results = Channel.CreateUnbounded<(long, PreparedItem)>(new UnboundedChannelOptions { SingleReader = true });
            ItemPreparer preparer = new(workspace, key, profile, options, ledger.Known);

            Task producer = Task.Run(() => FindAsync(items, queue.Writer, stop.Token), CancellationToken.None);
            Task[] workers = [.. Enumerable.Range(0, Math.Max(1, options.Workers)).Select(_ => Task.Run(() => WorkAsync(preparer, queue.Reader, results.Writer, window, stop), CancellationToken.None))];
            Task all = Task.WhenAll([producer, .. workers]).ContinueWith(t => results.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            try
            {
                await DecideAsync(ledger, results.Reader, window, cancellationToken);
                await all;
                await Task.WhenAll([producer, .. workers]);
            }
            finally
            {
                await stop.CancelAsync();
                await all;
            }

            if (ledger.Counts.Kept > 0)
            {
                Compaction.RunIfCrowded(workspace, options.Time, cancellationToken);
            }

            return new HarvestResult(workspace.Root, profile.Name, workspace.IsIdentified, ledger.Counts, ledger.Reasons, _bytes, Elapsed);
        }

        private async Task FindAsync(IAsyncEnumerator<HarvestItem> items, ChannelWriter<(long, HarvestItem)> queue, CancellationToken cancellationToken)
        {
            try
            {
                do
                {
                    await queue.WriteAsync((_found, items.Current), cancellationToken);
                    Interlocked.Increment(ref _found);
                }
                while (await items.MoveNextAsync());

                Volatile.Write(ref _allFound, true);
            }
            finally
            {
                queue.TryComplete();
            }
        }

        private async Task WorkAsync(
            ItemPreparer preparer, ChannelReader<(long, HarvestItem)> queue, ChannelWriter<(long, PreparedItem)> results, SemaphoreSlim window, CancellationTokenSource stop)
        {
            try
            {
                while (true)
                {
                    // The window is entered before an item is taken: the item whose turn it is always has a place.
                    await window.WaitAsync(stop.Token);
                    if (!await queue.WaitToReadAsync(stop.Token) || !queue.TryRead(out (long Number, HarvestItem Item) next))
                    {
                        window.Release();
                        if (queue.Completion.IsCompleted)
                        {
                            return;
                        }

                        continue;
                    }

                    PreparedItem prepared = await preparer.PrepareAsync(next.Item, stop.Token);
                    results.TryWrite((next.Number, prepared));
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        private async Task DecideAsync(HarvestLedger ledger, ChannelReader<(long, PreparedItem)> results, SemaphoreSlim window, CancellationToken cancellationToken)
        {
            Dictionary<long, PreparedItem> early = [];
            long turn = 0;
            long published = options.Time.GetTimestamp();
            ExceptionDispatchInfo? failure = null;
            try
            {
                while (await results.WaitToReadAsync(cancellationToken))
                {
                    while (results.TryRead(out (long Number, PreparedItem Item) result))
                    {
                        early.Add(result.Number, result.Item);
                        while (early.Remove(turn, out PreparedItem? item))
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            ledger.Decide(item);
                            turn++;
                            _bytes += item.BytesRead;
                            window.Release();
                            progress?.Report(new HarvestProgress(ledger.Counts, Interlocked.Read(ref _found), Volatile.Read(ref _allFound), _bytes, Elapsed));
                        }
                    }

                    if (ledger.Waiting >= options.PublishRows || options.Time.GetElapsedTime(published) >= options.PublishEvery)
                    {
                        ledger.Publish();
                        published = options.Time.GetTimestamp();
                    }
                }
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            try
            {
                // Also after an interrupt or a failure: what was decided stays.
                ledger.Publish();
            }
            catch (Exception) when (failure is not null)
            {
                // The first failure tells more; what could not be published is decided anew by the next run.
            }

            failure?.Throw();
        }
    }
}
