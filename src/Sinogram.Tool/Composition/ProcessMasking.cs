using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Workspace;
using Sinogram.Magics.Masking;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Composition;

/// <summary>The output filter of the process, its key, and the words that are ordinary in a notebook.</summary>
internal static class ProcessMasking
{
    /// <summary>The filter. The key is read when the first identifying value is: one that is not there is not made.</summary>
    public static IOutputFilter Create(Settings settings, IReadOnlyList<IMagic> magics)
    {
        ProcessSettings.Apply(settings);
        IdentifyingValues.KeyOfProcess = Key;
        IdentifyingValues.OfProcess.Vocabulary.AddSource(() => Dictionary.Entries.Select(e => e.Name));
        IdentifyingValues.OfProcess.Vocabulary.AddSource(() => magics.SelectMany(Words));
        return new MaskingFilter(IdentifyingValues.OfProcess);
    }

    private static byte[]? Key()
    {
        try
        {
            var store = KeyStore.FromEnvironment();
            if (!File.Exists(store.Path))
            {
                return null;
            }

            using var key = store.Load();
            return key.Derive("sinogram output masks v1", 32);
        }
        catch (WorkspaceException)
        {
            // Masks that are equal within this run only; the harvest tells what is wrong with the key.
            return null;
        }
    }

    private static IEnumerable<string> Words(IMagic magic)
    {
        yield return magic.Info.Summary;
        foreach (var verb in magic.Info.Verbs)
        {
            yield return $"{verb.Name} {verb.Summary}";
            foreach (var option in verb.Options)
            {
                yield return $"{option.Name} {option.Summary}";
            }
        }
    }
}
