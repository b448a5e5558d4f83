using System.Globalization;
using System.Security.Cryptography;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Network;
using Sinogram.Imaging.Validation;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>What a worker does with one item: read once, hash, parse, validate, de-identify, prove, write to the staging folder. Thread-safe.</summary>
internal sealed class ItemPreparer(ImageWorkspace workspace, DeidentificationKey key, HarvestProfile profile, HarvestOptions options, KnownSources known)
{
    private const int HeadBytes = 4096;
    private const int WorthAHead = 1 << 20;
    private static readonly ReadOptions PassedOn = ReadOptions.Default with { IsPublic = true };

    private const string MediaStorageDirectory = "1.2.840.10008.1.3.10";

    private readonly ByteGate _gate = new(options.MemoryBudget);
    private readonly InstancePreparer _instances = new(workspace, key, profile, options);

    public async Task<PreparedItem> PrepareAsync(HarvestItem item, CancellationToken cancellationToken)
    {
        bool isKnown = known.TryGet(item.Location, out KnownSource source);
        if (isKnown && source.Bytes == item.Bytes && source.ModifiedTicks == item.ModifiedTicks)
        {
            return new PreparedItem.Known(item, source, 0, null);
        }

        if (item.Bytes == 0)
        {
            return new PreparedItem.NotDicom(item, 0);
        }

        if (item.Bytes > Array.MaxLength)
        {
            return new PreparedItem.Refused(item, 0, null, "too-large", "The file is larger than 2 GiB.");
        }

        using ByteGate.Pass pass = await _gate.EnterAsync(item.Bytes, cancellationToken);
        byte[] content;
        try
        {
            if (item.Bytes > WorthAHead && await item.ReadHeadAsync(HeadBytes, cancellationToken) is { } head && !StartsAsDicom(head))
            {
                return new PreparedItem.NotDicom(item, head.Length);
            }

            content = await item.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new PreparedItem.Refused(item, 0, null, "unreadable", e is UnauthorizedAccessException ? "The source may not be read." : "Reading the source failed.");
        }
        catch (DicomWebException e) when (e.Status is { } status)
        {
            return new PreparedItem.Refused(item, 0, null, "not-retrieved", string.Create(CultureInfo.InvariantCulture, $"The server answered HTTP {(int)status}."));
        }

        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        if (isKnown && source.Sha256 == KnownSources.Hash(sha256))
        {
            return new PreparedItem.Known(item, source, content.Length, sha256);
        }

        return Prepare(item, content, sha256, cancellationToken);
    }

    private PreparedItem Prepare(HarvestItem item, byte[] content, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            // Nothing of a source reaches the notebook: what is kept has passed the proof, and reasons hold no values.
            DicomFile file = DicomFile.Read(content, PassedOn);
            if (file.Meta.GetString(Tags.MediaStorageSOPClassUID) == MediaStorageDirectory)
            {
                return new PreparedItem.NotDicom(item, content.Length);
            }

            (string uid, string digest) = _instances.Identify(file);
            if (known.Match(uid, digest) is var match and (InstanceMatch.Same or InstanceMatch.Other))
            {
                return new PreparedItem.Repeated(item, content.Length, sha256, uid, match == InstanceMatch.Same);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new PreparedItem.Ready(item, content.Length, sha256, _instances.Prepare(item, file, content, sha256, digest));
        }
        catch (DicomFormatException e) when (e.Defect.Reason == DefectReason.NotDicom)
        {
            return new PreparedItem.NotDicom(item, content.Length);
        }
        catch (DicomFormatException e)
        {
            return Refused(Refusal.Of(Validator.Of(e.Defect)));
        }
        catch (RefusedException e)
        {
            return Refused(e.Refusal);
        }
        catch (Exception e) when (e is not OperationCanceledException && ImageWorkspace.Explain(workspace.Root, e) is null && e is not IOException)
        {
            // A defect of ours in one file must not end the harvest of all others, nor pass unseen.
            return Refused(new Refusal("internal-error", $"{e.GetType().Name} in {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name}"));
        }

        PreparedItem.Refused Refused(Refusal refusal) => new(item, content.Length, sha256, refusal.Rule, refusal.Reason);
    }

    private static bool StartsAsDicom(byte[] head)
    {
        try
        {
            DicomFile.Read(head, ReadOptions.HeaderOnly with { IsPublic = true });
            return true;
        }
        catch (DicomFormatException e)
        {
            return e.Defect.Reason != DefectReason.NotDicom;
        }
    }
}
