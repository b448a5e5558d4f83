using System.Diagnostics;
using System.Runtime.InteropServices;
using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>A realm of its own on this machine: Debian's krb5-kdc with the user alice and the service HTTP/localhost.</summary>
public sealed class KerberosRealm : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-krb-").FullName;
    private Process? _kdc;

    /// <summary>Why there is none; null where it runs.</summary>
    public string? Missing { get; private set; }

    public string Keytab => Path.Combine(_folder, "keytab");

    public string Tickets => Path.Combine(_folder, "tickets");

    public async ValueTask InitializeAsync()
    {
        if (!new[] { "/usr/sbin/krb5kdc", "/usr/sbin/kdb5_util", "/usr/sbin/kadmin.local", "/usr/bin/kinit" }.All(File.Exists))
        {
            Missing = "Debian's Kerberos is not installed (apt-get install krb5-kdc krb5-admin-server krb5-user)";
            return;
        }
        var port = FreePorts.Take();
        await File.WriteAllTextAsync(Path.Combine(_folder, "krb5.conf"), $$"""
            [libdefaults]
             default_realm = DRILL.TEST
             dns_lookup_kdc = false
             dns_lookup_realm = false
             rdns = false
             dns_canonicalize_hostname = false
             default_ccache_name = FILE:{{Tickets}}
            [realms]
             DRILL.TEST = {
              kdc = 127.0.0.1:{{port}}
             }
            [domain_realm]
             localhost = DRILL.TEST
             .localhost = DRILL.TEST
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "kdc.conf"), $$"""
            [kdcdefaults]
             kdc_listen = 127.0.0.1:{{port}}
             kdc_tcp_listen = 127.0.0.1:{{port}}
            [realms]
             DRILL.TEST = {
              database_name = {{_folder}}/principal
              key_stash_file = {{_folder}}/stash
              acl_file = {{_folder}}/acl
              max_life = 1h
             }
            """);
        await RunAsync("/usr/sbin/kdb5_util", "", "create", "-s", "-r", "DRILL.TEST", "-P", "master");
        foreach (var query in new[] { "addprinc -pw secret alice", "addprinc -randkey HTTP/localhost", $"ktadd -k {Keytab} HTTP/localhost" })
        {
            await RunAsync("/usr/sbin/kadmin.local", "", "-r", "DRILL.TEST", "-q", query);
        }
        _kdc = Process.Start(Start("/usr/sbin/krb5kdc", ["-n", "-r", "DRILL.TEST"]))!;
        _kdc.OutputDataReceived += (_, _) => { };
        _kdc.BeginOutputReadLine();
        _kdc.BeginErrorReadLine();
        // The library reads the process's own variables, which .NET's copy of them does not reach.
        SetVariable("KRB5_CONFIG", Path.Combine(_folder, "krb5.conf"));
        SetVariable("KRB5CCNAME", $"FILE:{Tickets}");
        SetVariable("KRB5_KTNAME", Keytab);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await RunAsync("/usr/bin/kinit", "secret\n", "-c", Path.Combine(_folder, "first"), "alice");
                return;
            }
            catch (InvalidOperationException) when (attempt < 600 && !_kdc.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>A ticket for alice, or none.</summary>
    public async Task LogInAsync(bool ticket)
    {
        File.Delete(Tickets);
        if (ticket) { await RunAsync("/usr/bin/kinit", "secret\n", "-c", Tickets, "alice"); }
    }

    public ValueTask DisposeAsync()
    {
        if (_kdc is not null)
        {
            _kdc.Kill();
            _kdc.WaitForExit();
            _kdc.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sets a variable where C's getenv finds it.</summary>
    public static void SetVariable(string name, string value) => _ = setenv(name, value, 1);

    private ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["KRB5_CONFIG"] = Path.Combine(_folder, "krb5.conf"), ["KRB5_KDC_PROFILE"] = Path.Combine(_folder, "kdc.conf") },
    };

    private async Task RunAsync(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(Start(program, arguments))!;
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and says why.
        }
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{program}: {errors}"); }
    }

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SA1300, IDE1006, SYSLIB1054 // C's own name, in a test.
    private static extern int setenv(string name, string value, int overwrite);
#pragma warning restore SA1300, IDE1006, SYSLIB1054
}
