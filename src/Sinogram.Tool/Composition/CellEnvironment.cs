namespace Sinogram.Tool.Composition;

/// <summary>The environment that cells and their child processes see.</summary>
internal static class CellEnvironment
{
    /// <summary>Tokens of the hub and of the server that started the kernel.</summary>
    private static readonly string[] Hidden =
        ["JUPYTERHUB_API_TOKEN", "JUPYTERHUB_CLIENT_ID", "JPY_API_TOKEN", "JUPYTER_TOKEN", "CONFIGPROXY_AUTH_TOKEN"];

    /// <summary>Removes what cells have no use for and could leak.</summary>
    public static void HideTokens()
    {
        foreach (var name in Hidden)
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
