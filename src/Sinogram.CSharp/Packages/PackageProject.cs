using System.Runtime.InteropServices;
using System.Security;
using System.Text;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// The project that the SDK restores for a notebook. It stands for itself: build files above its folder do not reach it, while the
/// machine's and the notebook folder's <c>NuGet.Config</c> do.
/// </summary>
internal static class PackageProject
{
    private const string WebFramework = "Microsoft.AspNetCore.App";

    /// <summary>The project's text; the same packages give the same text.</summary>
    /// <param name="packages">Name and range of each package.</param>
    /// <param name="sources">Feeds and folders besides those that are configured.</param>
    /// <param name="configurationFolder">The folder from which NuGet looks upwards for its configuration.</param>
    /// <param name="onlySources">The sources in place of those that are configured; null for those.</param>
    public static string Write(IEnumerable<(string Id, string Range)> packages, IReadOnlyList<string> sources, string configurationFolder, IReadOnlyList<string>? onlySources = null)
    {
        var only = onlySources is null ? "" : $"    <RestoreSources>{SecurityElement.Escape(string.Join(';', onlySources))}</RestoreSources>\n";
        var references = new StringBuilder();
        if (HasWebFramework)
        {
            references.Append("    <FrameworkReference Include=\"").Append(WebFramework).Append("\" />\n");
        }

        foreach (var (id, range) in packages.OrderBy(p => p.Id, StringComparer.OrdinalIgnoreCase))
        {
            references.Append("    <PackageReference Include=\"").Append(SecurityElement.Escape(id)).Append("\" Version=\"").Append(SecurityElement.Escape(range)).Append("\" />\n");
        }

        return $"""
            <Project>
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>{DotnetSdk.Framework}</TargetFramework>
                <RuntimeIdentifier>{DotnetSdk.Platform}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(configurationFolder)}</RestoreRootConfigDirectory>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
            {only}    <WarningsAsErrors>$(WarningsAsErrors);NU1605</WarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
            {references}  </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
            </Project>

            """;
    }

    /// <summary>The kernel runs on the web framework too, and its reference assemblies are installed: packages need not bring what it has.</summary>
    private static bool HasWebFramework { get; } =
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Contains($"/{WebFramework}/", StringComparison.Ordinal)
        && Directory.Exists(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", WebFramework + ".Ref")));
}
