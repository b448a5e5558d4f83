namespace Microsoft.DotNet.Interactive;

/// <summary>A password that no output shows.</summary>
public sealed class PasswordString
{
    private readonly string _password;

    /// <summary>Keeps a password.</summary>
    public PasswordString(string password) => _password = password;

    /// <summary>The password itself.</summary>
    public string GetClearTextPassword() => _password;

    /// <summary>Stars.</summary>
    public override string ToString() => "********";
}
