namespace Sinogram.Tool.Configuration;

/// <summary>Where configuration lives: the user's folder (XDG) and the administrator's.</summary>
internal static class ConfigurationFolders
{
    /// <summary>The administrator's policy; wins over everything.</summary>
    public const string PolicyFile = "/etc/sinogram/policy.json";

    /// <summary>The user's folder, made at first use with mode 0700.</summary>
    public static string User
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            root = string.IsNullOrEmpty(root) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config") : root;
            return Path.Combine(root, "sinogram");
        }
    }

    /// <summary>What the kernel remembers between sessions, such as the history.</summary>
    public static string State
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            root = string.IsNullOrEmpty(root) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state") : root;
            return Path.Combine(root, "sinogram");
        }
    }

    /// <summary>What can be made again, such as restored packages.</summary>
    public static string Cache
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            root = string.IsNullOrEmpty(root) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : root;
            return Path.Combine(root, "sinogram");
        }
    }

    /// <summary>The user's settings.</summary>
    public static string UserFile => Path.Combine(User, "config.json");

    /// <summary>The user's connections (0600).</summary>
    public static string ConnectionsFile => Path.Combine(User, "connections.json");
}
