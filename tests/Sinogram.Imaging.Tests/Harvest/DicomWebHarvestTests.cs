using System.Diagnostics;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>Harvests from Debian's Orthanc, which runs in a network of its own with the harvest beside it.</summary>
public sealed class DicomWebHarvestTests
{
    private const string Configuration = """
        {
          "Name": "TEST", "StorageDirectory": "FOLDER/storage", "IndexDirectory": "FOLDER/storage", "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
          "HttpPort": 18042, "DicomServerEnabled": false, "Plugins": ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
          "DicomWeb": { "Enable": true, "Root": "/dicom-web/", "EnableWado": false }
        }
        """;

    private const string Script = """
        ip link set lo up
        /usr/sbin/Orthanc 'FOLDER/orthanc.json' >'FOLDER/orthanc.log' 2>&1 & server=$!
        trap 'kill $server; wait $server' EXIT
        for i in $(seq 100); do curl -sf http://127.0.0.1:18042/system >/dev/null && break; sleep 0.1; done
        for f in FILES; do curl -sf -o /dev/null -X POST http://127.0.0.1:18042/instances --data-binary @"$f" || exit 77; done
        "$@" || exit $?
        "$@"
        """;

    [Fact]
    public async Task All_instances_of_a_server_are_harvested_once()
    {
        using TemporaryFolder folder = new();
        string[] files = [.. new[] { "CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm", "SC_rgb_rle.dcm", "dicomdirtests/77654033/CT2/17106", "dicomdirtests/77654033/CT2/17136" }
            .Select(n => Path.Combine(HarvesterTests.PydicomTestFiles(), n))];
        (int code, string output, string errors) = await RunAsync(folder, files, "http://127.0.0.1:18042/dicom-web");

        Assert.True(code == 0, errors);
        Assert.Equal(["6 6 0 0 0 0", "6 0 6 0 0 0"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            ["CT", "CT", "CT", "MR", "NM", "OT"],
            ImageCatalog.Open(folder["ws"]).Query("SELECT Modality FROM catalog ORDER BY Modality").Column<string>("Modality"));

        // A file gives the same instance as the server that holds it: same key, same UIDs.
        var local = await Imaging.Harvest.Harvester.RunAsync(
            files[0], folder["local"], new Imaging.Harvest.HarvestOptions { Key = Workspace(folder) }, null, TestContext.Current.CancellationToken);
        object? uid = local.Catalog.Instances().GetValue(0, "SOPInstanceUID");
        Assert.Equal(1L, ImageCatalog.Open(folder["ws"]).Query($"SELECT count(*) AS n FROM catalog WHERE SOPInstanceUID = '{uid}'").GetValue(0, "n"));
    }

    [Fact]
    public async Task One_study_can_be_named()
    {
        using TemporaryFolder folder = new();
        string[] files = [.. new[] { "CT_small.dcm", "MR_small.dcm" }.Select(n => Path.Combine(HarvesterTests.PydicomTestFiles(), n))];
        (int code, string output, string errors) = await RunAsync(folder, files, "http://127.0.0.1:18042/dicom-web/studies/1.3.6.1.4.1.5962.1.2.1.20040119072730.12322");
        Assert.True(code == 0, errors);
        Assert.StartsWith("1 1 0 0 0 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_no_dicomweb_service_is_said_to_be_none()
    {
        using TemporaryFolder folder = new();
        (int code, _, string errors) = await RunAsync(folder, [], "http://127.0.0.1:18042/nothing");
        Assert.NotEqual(0, code);
        Assert.Contains("DicomWebException", errors, StringComparison.Ordinal);
    }

    private static DeidentificationKey Workspace(TemporaryFolder folder) => Imaging.Workspace.KeyStore.At(folder["key"]).Load();

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TemporaryFolder folder, string[] files, string address)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/Orthanc") && File.Exists("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"), "needs a DICOMweb server: apt-get install orthanc orthanc-dicomweb");
        Assert.SkipUnless(Environment.UserName == "root", "needs root for a network of its own");
        (string keyFile, _) = HarvestChild.NewKey(folder);
        File.WriteAllText(folder["orthanc.json"], Configuration.Replace("FOLDER", folder.Path, StringComparison.Ordinal));
        File.WriteAllText(folder["run.sh"], Script.Replace("FOLDER", folder.Path, StringComparison.Ordinal).Replace("FILES", string.Join(' ', files.Select(f => $"'{f}'")), StringComparison.Ordinal));
        using Process process = HarvestChild.Start(address, folder["ws"], keyFile, $"exec unshare -n bash '{folder["run.sh"]}' \"$@\"");
        return await HarvestChild.WaitAsync(process);
    }
}
