using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sinogram.Core.Magics;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Tool.Audit;

/// <summary>
/// How far an audit had come when this user last wrote to it: a small file in the user's configuration folder, beside the key and sealed with it, so that
/// lines cut off the audit's end, or the audit itself taken away, are told. It guards the audit against whoever can write where the audit lies and not
/// where the key lies; the user's own account can write both, and against that only a place that the policy sets and the system lets nobody rewrite helps.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="key">Gives the secret of the seal; throws where there is none to be had.</param>
internal sealed class AuditHead(string file, Func<byte[]> key)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file that is written.</summary>
    public string File => file;

    /// <summary>The head of an audit in the user's configuration folder.</summary>
    public static AuditHead Of(string audit, string folder)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(audit))).AsSpan(0, 4));
        return new AuditHead(Path.Combine(folder, $"audit-head-{name}.json"), () =>
        {
            using var loaded = KeyStore.FromEnvironment().LoadOrCreate();
            return loaded.Derive("sinogram audit head v1", 32);
        });
    }

    /// <summary>How far the audit had come; null where nothing was written down.</summary>
    /// <exception cref="InvalidDataException">The file was changed.</exception>
    public AuditMark? Read()
    {
        if (!System.IO.File.Exists(file))
        {
            return null;
        }

        try
        {
            var sealedMark = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(file), AuditJson.Default.SealedMark);
            return sealedMark is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(sealedMark.Seal), Encoding.ASCII.GetBytes(SealOf(sealedMark.Lines, sealedMark.Hash)))
                ? new AuditMark(sealedMark.Lines, sealedMark.Hash)
                : throw new InvalidDataException("it was changed, or sealed with another key");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("it is not what was written", e);
        }
    }

    /// <summary>Makes sure that it can be written.</summary>
    public void Require() => System.IO.File.Delete(Unfinished(new AuditMark(0, "")));

    /// <summary>Writes down how far the audit has come.</summary>
    public void Write(AuditMark mark) => System.IO.File.Move(Unfinished(mark), file, overwrite: true);

    private string Unfinished(AuditMark mark)
    {
        var seal = SealOf(mark.Lines, mark.Hash);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, OwnerOnly | UnixFileMode.UserExecute);
        var temporary = $"{file}.{Guid.NewGuid():n}.tmp";
        using var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        JsonSerializer.Serialize(stream, new SealedMark(mark.Lines, mark.Hash, seal), AuditJson.Default.SealedMark);
        return temporary;
    }

    private string SealOf(int lines, string hash)
    {
        try
        {
            return Convert.ToHexStringLower(HMACSHA256.HashData(key(), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}\n{lines}\n{hash}"))));
        }
        catch (WorkspaceException e)
        {
            throw new MagicException("The audit cannot be sealed, so nothing is revealed.", $"{e.Message} {e.Hint}", e);
        }
    }
}

/// <summary>How far an audit has come.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Hash">The hash of the last.</param>
internal sealed record AuditMark(int Lines, string Hash);

/// <summary>A mark as it is kept.</summary>
internal sealed record SealedMark(int Lines, string Hash, string Seal);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SealedMark))]
internal sealed partial class AuditJson : JsonSerializerContext;
