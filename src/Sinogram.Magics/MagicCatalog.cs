using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Imaging.Workspace;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Drill;
using Sinogram.Magics.Echo;
using Sinogram.Magics.Gpu;
using Sinogram.Magics.Import;
using Sinogram.Magics.Livy;
using Sinogram.Magics.Masking;
using Sinogram.Magics.Notebook;
using Sinogram.Magics.Notebook.Absent;
using Sinogram.Magics.Notebook.Shell;
using Sinogram.Magics.Notebook.Sql;
using Sinogram.Magics.Notebook.Values;
using Sinogram.Magics.Places;
using Sinogram.Magics.R;

namespace Sinogram.Magics;

/// <summary>Every magic of the kernel, in the order in which help lists them. A new magic is one folder and one line here.</summary>
public static class MagicCatalog
{
    /// <summary>New instances for one session.</summary>
    /// <param name="state">What they know of each other.</param>
    /// <param name="connectors">What <c>#!connect</c> can connect besides its own.</param>
    public static IReadOnlyList<IMagic> Create(NotebookState state, params IReadOnlyList<ILanguageConnector> connectors)
    {
        ArgumentNullException.ThrowIfNull(state);
        EngineOptions.TrustsFile = TrustedSources.Contains;
        EngineOptions.IdentifiesFile = TrustedSources.Identifies;
        List<IMagic> magics =
        [
            new DicomMagic(state),
            new DrillMagic(state),
            new GpuMagic(state.Time),
            new RMagic(),
            new LivyMagic(state.Time),
            new ImportMagic(),
            new EchoMagic(),
            new TimeMagic(state.Time),
            new WhoMagic(),
            new WhosMagic(),
            new RevealMagic(),
            new ShareMagic(),
            new SetMagic(state),
            new ValueMagic(state.Values),
            .. MarkupMagic.All(),
            new ShellMagic(state.Time),
            new ConnectMagic([.. connectors, new DuckDbConnector(), new PostgresConnector(), .. AbsentConnector.All()], [.. StorageVerbs.All(), new PlacesVerb()]),
            new AboutMagic(),
            .. AbsentMagic.All(),
        ];
        magics.Add(new ListMagic(magics));
        return magics;
    }
}
