using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Tool.Install;

/// <summary>Writes and removes the kernel's specification in a folder of kernels. Doing either twice changes nothing.</summary>
internal static class KernelSpecInstaller
{
    /// <summary>The name notebooks ask for.</summary>
    public const string Name = "sinogram";

    /// <summary>The name that notebooks of .NET Interactive and papermill ask for.</summary>
    public const string NetCSharpName = ".net-csharp";

    private const string Template = "kernel.json";
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    /// <summary>Writes the specification and gives the folders written.</summary>
    /// <param name="kernels">The folder of kernels; made where it is missing.</param>
    /// <param name="command">The command that starts the tool: its absolute path, with what must stand before it.</param>
    /// <param name="asNetCSharp">Also under <see cref="NetCSharpName"/>.</param>
    /// <exception cref="UserErrorException">The folder cannot be written, or holds another kernel under that name.</exception>
    public static IReadOnlyList<string> Install(string kernels, IReadOnlyList<string> command, bool asNetCSharp)
    {
        List<string> folders = [Path.Combine(kernels, Name)];
        if (asNetCSharp)
        {
            var other = Path.Combine(kernels, NetCSharpName);
            if (Directory.Exists(other) && !IsOurs(other))
            {
                throw new UserErrorException(
                    $"{other} holds another kernel's specification. Remove it first: jupyter kernelspec remove {NetCSharpName}");
            }

            folders.Add(other);
        }

        Guarded(kernels, () =>
        {
            foreach (var folder in folders)
            {
                Write(folder, command);
            }
        });
        return folders;
    }

    /// <summary>Removes what <see cref="Install(string, IReadOnlyList{string}, bool)"/> wrote, and gives the folders removed; another kernel's are left.</summary>
    public static IReadOnlyList<string> Uninstall(string kernels)
    {
        List<string> folders = [.. new[] { Name, NetCSharpName }.Select(n => Path.Combine(kernels, n)).Where(f => Directory.Exists(f) && IsOurs(f))];
        Guarded(kernels, () => folders.ForEach(f => Directory.Delete(f, recursive: true)));
        return folders;
    }

    /// <summary>Installs and says what was written.</summary>
    public static int Install(string kernels, bool asNetCSharp, TextWriter output)
    {
        foreach (var folder in Install(kernels, OwnCommand(), asNetCSharp))
        {
            output.WriteLine($"Kernel '{Path.GetFileName(folder)}' is installed in {folder}");
        }

        return ExitCode.Success;
    }

    /// <summary>Uninstalls and says what was removed.</summary>
    public static int Uninstall(string kernels, TextWriter output)
    {
        var removed = Uninstall(kernels);
        foreach (var folder in removed)
        {
            output.WriteLine($"Removed {folder}");
        }

        if (removed.Count == 0)
        {
            output.WriteLine($"Nothing of this kernel is installed in {kernels}");
        }

        return ExitCode.Success;
    }

    /// <summary>How this very process was started.</summary>
    private static IReadOnlyList<string> OwnCommand()
    {
        var process = Environment.ProcessPath ?? throw new InvalidOperationException("the process has no path");
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, typeof(KernelSpecInstaller).Assembly.GetName().Name + ".dll")]
            : [process];
    }

    private static void Write(string folder, IReadOnlyList<string> command)
    {
        Directory.CreateDirectory(folder);
        using var template = Resource(Template);
        var spec = JsonNode.Parse(template)!;
        var argv = spec["argv"]!.AsArray();
        argv.RemoveAt(0);
        for (var i = 0; i < command.Count; i++)
        {
            argv.Insert(i, command[i]);
        }

        spec["metadata"]!["sinogram"]!["version"] = typeof(KernelSpecInstaller).Assembly.GetName().Version!.ToString(3);
        Replace(Path.Combine(folder, Template), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            spec.WriteTo(json);
        });
        foreach (var logo in Logos)
        {
            Replace(Path.Combine(folder, logo), stream =>
            {
                using var content = Resource(logo);
                content.CopyTo(stream);
            });
        }

        // Jupyter serves the files of a specification's folder: figures get plotly.js from there, once for all of a page.
        if (Path.GetFileName(folder) == Name && WebScript.Plotly.Find() is { } plotly)
        {
            Replace(Path.Combine(folder, WebScript.Plotly.Name), stream =>
            {
                using var content = File.OpenRead(plotly);
                content.CopyTo(stream);
            });
        }
    }

    private static void Replace(string path, Action<Stream> write)
    {
        var fresh = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = File.Create(fresh))
            {
                write(stream);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    private static bool IsOurs(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Template)))?["metadata"]?["sinogram"] is not null;
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static Stream Resource(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("kernel-spec/" + name)
        ?? throw new InvalidOperationException($"the tool lacks its part kernel-spec/{name}");

    private static void Guarded(string kernels, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new UserErrorException(
                $"{kernels} cannot be written ({e.Message.TrimEnd('.')}). Use --user for a kernel of your own, or --prefix for another place.");
        }
    }
}
