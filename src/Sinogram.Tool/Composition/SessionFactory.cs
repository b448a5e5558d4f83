using Microsoft.DotNet.Interactive;
using Sinogram.Core.Execution;
using Sinogram.CSharp;
using Sinogram.CSharp.Packages;
using Sinogram.Data;
using Sinogram.Gpu.Devices;
using Sinogram.Imaging.Workspace;
using Sinogram.Interactive;
using Sinogram.Jupyter.Client;
using Sinogram.Magics;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Formatting;
using Sinogram.Magics.Gpu;
using Sinogram.Magics.Notebook.Absent;
using Sinogram.Magics.Places;
using Sinogram.Magics.Python;
using Sinogram.R;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Tool.Audit;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Composition;

/// <summary>Puts a session together: the one place where languages, magics, formatters and settings meet.</summary>
internal static class SessionFactory
{
    /// <summary>Namespaces that every C# cell sees without a using.</summary>
    private static readonly string[] Imports = ["Sinogram.Data", "Sinogram.Data.Postgres"];

    /// <summary>A new session.</summary>
    /// <param name="headless">Nobody answers and nothing may be revealed.</param>
    /// <param name="warnings">Told of configuration that cannot be read.</param>
    /// <param name="notebook">The notebook's file, where it is known: the lock of its packages goes by it.</param>
    /// <param name="python">How values cross into Python, where the caller wants to steer it.</param>
    /// <param name="clock">Another clock than the machine's.</param>
    public static Session Create(bool headless, Action<string> warnings, string? notebook = null, PythonBridge? python = null, TimeProvider? clock = null)
    {
        var time = clock ?? TimeProvider.System;
        var settings = SettingsLoader.Load(headless, warnings);
        var names = new TextNames();
        var language = new CSharpLanguage(new CSharpOptions
        {
            Assemblies =
            [
                typeof(Table).Assembly, typeof(ImageWorkspace).Assembly, typeof(GpuDevices).Assembly, typeof(RSession).Assembly, typeof(EmbeddedDrill).Assembly,
                typeof(MagicCatalog).Assembly, .. InteractiveNames.Assemblies,
            ],
            AssemblyFiles = InteractiveNames.AssemblyFiles,
            Imports = [.. Imports, .. InteractiveNames.Imports],
            Packages = new PackageOptions
            {
                CacheFolder = Path.Combine(ConfigurationFolders.Cache, "packages"),
                LockFolder = Path.Combine(ConfigurationFolders.State, "packages"),
                Notebook = notebook,
                Allowed = settings.Policy.AllowPackages,
                OnlySources = settings.Policy.PackageSources,
            },
            TextNames = names,
            Time = time,
        });
        var state = new NotebookState(time) { Password = text => new PasswordString(text) };
        var jupyter = new JupyterConnector(new KernelSpecs(Environment.GetEnvironmentVariable), new KernelLauncher(), [python ?? new PythonBridge()], time);
        var magics = MagicCatalog.Create(state, jupyter);
        var connections = new ConnectionStore(ConfigurationFolders.ConnectionsFile, settings.Policy);
        StoragePlaces.Use(connections);
        EngineOptions.Warn = text => Console.Error.WriteLine(text);
        return new Session(new SessionParts
        {
            Languages = [language, jupyter.Standing("python", "python3", "Python", "python", "py"), state.Values, .. AbsentLanguages.All()],
            Magics = magics,
            Formatters = InteractiveNames.Formatters(new TableFormatter(), new ImageFormatter(), new DicomFormatter(), new ForeignDicomFormatter(), new GpuFormatter(), new HarvestReport()),
            Filter = ProcessMasking.Create(settings, magics),
            Audit = AuditPlace.Of(settings.Policy, time),
            Connections = connections,
            FullOutput = new OutputFiles(Path.Combine(ConfigurationFolders.State, "outputs"), time),
            Settings = settings,
            TextNames = names,
            Time = time,
        });
    }

    /// <summary>
    /// Loads the compiler on a thread of low priority, so that the first cell finds it warm; then uses the time until the first cells, and breaks between them,
    /// to have it compiled well.
    /// </summary>
    /// <param name="session">The session, before its first cell.</param>
    /// <param name="isThorough">Spend some seconds of a processor on it.</param>
    public static void WarmUp(Session session, bool isThorough)
    {
        if (session.Language is not CSharpLanguage language)
        {
            return;
        }

        new Thread(() =>
        {
            language.WarmUp();
            if (isThorough && language.WarmUpThoroughly())
            {
                IdleMemory.Release();
            }
        }) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = "warm-up" }.Start();
    }
}
