using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Hub;

public sealed class KubeSpawnerConfigurationTests
{
    [Fact]
    public void The_profiles_load_and_the_archive_the_key_and_the_policy_are_mounted_read_only()
    {
        var printed = Oracle.Python(
            """
            import os, sys
            from traitlets.config.loader import PyFileConfigLoader
            os.environ.update(SINOGRAM_IMAGE="example/sinogram", SINOGRAM_IMAGES="archive", SINOGRAM_KEYS="keys", SINOGRAM_POLICY="policy")
            c = PyFileConfigLoader(sys.argv[1]).load_config().KubeSpawner
            print(len(c.profile_list), sum(p.get("default", False) for p in c.profile_list), c.environment["SINOGRAM_KEY_FILE"])
            print(sorted(m["mountPath"] for m in c.volume_mounts if m.get("readOnly")))
            """,
            Path.Combine(Repository.Root, "jupyterhub", "kubespawner_config.py"));
        Assert.Equal("3 1 /run/secrets/sinogram/key\n['/data/images', '/etc/sinogram', '/run/secrets/sinogram']\n", printed);
    }
}
