using System.CommandLine;
using Sinogram.Imaging.Workspace;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Commands;

/// <summary><c>sinogram key</c>: the key that de-identification is keyed by. It is never shown, only its fingerprint.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var create = new Command("new", "Make the user's key; refused where one exists.");
        create.SetAction(_ => With(store =>
        {
            var key = store.Create();
            Console.WriteLine($"{store.Path}: fingerprint {key.Fingerprint}");
        }));
        var show = new Command("fingerprint", "Show the key's place and fingerprint.");
        show.SetAction(_ => With(store =>
        {
            var key = store.Load();
            Console.WriteLine($"{store.Path}: fingerprint {key.Fingerprint}");
        }));
        return new Command("key", "The key of de-identification.") { create, show };
    }

    private static int With(Action<KeyStore> action)
    {
        try
        {
            ProcessSettings.Apply(SettingsLoader.Load(headless: true, Console.Error.WriteLine));
            action(KeyStore.FromEnvironment());
            return ExitCode.Success;
        }
        catch (WorkspaceException e)
        {
            throw new UserErrorException(e.Message, ExitCode.Failed);
        }
    }
}
