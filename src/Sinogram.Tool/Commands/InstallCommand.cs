using System.CommandLine;
using Sinogram.Tool.Install;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram install</c> and <c>uninstall</c>: the kernelspec where Jupyter looks.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var place = new Place();
        var asNetCSharp = new Option<bool>("--as-net-csharp") { Description = "also under .net-csharp, the name in older C# notebooks" };
        var command = new Command("install", "Install the kernelspec where Jupyter looks.") { place.User, place.Prefix, place.SysPrefix, asNetCSharp };
        command.SetAction(parsed => KernelSpecInstaller.Install(place.Folder(parsed), parsed.GetValue(asNetCSharp), Console.Out));
        return command;
    }

    public static Command CreateUninstall()
    {
        var place = new Place();
        var command = new Command("uninstall", "Remove the kernelspecs that 'install' wrote.") { place.User, place.Prefix, place.SysPrefix };
        command.SetAction(parsed => KernelSpecInstaller.Uninstall(place.Folder(parsed), Console.Out));
        return command;
    }

    private sealed class Place
    {
        public Option<bool> User { get; } = new("--user") { Description = "for this user alone" };

        public Option<string?> Prefix { get; } = new("--prefix") { Description = "under DIR/share/jupyter/kernels" };

        public Option<bool> SysPrefix { get; } = new("--sys-prefix") { Description = "under the prefix of the Jupyter in use" };

        public string Folder(ParseResult parsed)
        {
            var (user, prefix, sysPrefix) = (parsed.GetValue(User), parsed.GetValue(Prefix), parsed.GetValue(SysPrefix));
            return new[] { user, prefix is not null, sysPrefix }.Count(given => given) > 1
                ? throw new UserErrorException("--user, --prefix and --sys-prefix name different places: give one of them.")
                : JupyterFolders.Kernels(user, prefix, sysPrefix, Environment.GetEnvironmentVariable);
        }
    }
}
