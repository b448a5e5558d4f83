using Sinogram.Core.Magics;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Drill;
using Sinogram.Magics.Echo;
using Sinogram.Magics.Gpu;
using Sinogram.Magics.Livy;
using Sinogram.Magics.Notebook;
using Sinogram.Magics.R;

namespace Sinogram.Magics;

/// <summary>Every magic of the kernel, in the order in which help lists them. A new magic is one folder and one line here.</summary>
public static class MagicCatalog
{
    /// <summary>New instances for one session.</summary>
    public static IReadOnlyList<IMagic> Create(NotebookState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var magics = new List<IMagic>
        {
            new DicomMagic(state),
            new DrillMagic(state),
            new GpuMagic(state.Time),
            new RMagic(),
            new LivyMagic(state.Time),
            new EchoMagic(),
            new TimeMagic(state.Time),
            new WhoMagic(),
        };
        magics.Add(new ListMagic(magics));
        return magics;
    }
}
