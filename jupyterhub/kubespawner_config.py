"""The part of a Kubernetes hub's configuration that concerns Sinogram: profiles of KubeSpawner.

Load it from the hub's own configuration (with Zero to JupyterHub: hub.extraFiles, then load_subconfig). The image holds the
kernel's tool and, installed with "sinogram install --prefix /usr/local", its kernelspec.

Environment of the hub:
    SINOGRAM_IMAGE   the single-user image (required)
    SINOGRAM_IMAGES  the claim with the DICOM archive, mounted read-only at /data/images (default none)
    SINOGRAM_KEYS    the secret with the de-identification key, item "key" (default none)
    SINOGRAM_POLICY  the config map with the administrator's policy.json (default none)
"""
import os

c = get_config()  # noqa: F821

image = os.environ.get("SINOGRAM_IMAGE")
if not image:
    raise SystemExit("Set SINOGRAM_IMAGE: the image of the single-user servers.")

c.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
c.KubeSpawner.image = image
c.KubeSpawner.default_url = "/tree"
c.KubeSpawner.environment = {"JUPYTERHUB_SINGLEUSER_APP": "notebook.notebookapp.NotebookApp"}

# Nothing in the pod needs more rights than its user has, and nothing needs the cluster's interface unless a profile says so.
c.KubeSpawner.uid = 1000
c.KubeSpawner.fs_gid = 1000
c.KubeSpawner.allow_privilege_escalation = False
c.KubeSpawner.automount_service_account_token = False

# A notebook's home keeps notebooks and workspaces over restarts.
c.KubeSpawner.storage_pvc_ensure = True
c.KubeSpawner.pvc_name_template = "sinogram-{username}"
c.KubeSpawner.storage_capacity = "50Gi"
volumes = [{"name": "home", "persistentVolumeClaim": {"claimName": "sinogram-{username}"}}]
mounts = [{"name": "home", "mountPath": "/home/jovyan"}]


def mount(name, volume, path):
    """Adds a read-only volume."""
    volumes.append({"name": name, **volume})
    mounts.append({"name": name, "mountPath": path, "readOnly": True})


if os.environ.get("SINOGRAM_IMAGES"):
    mount("images", {"persistentVolumeClaim": {"claimName": os.environ["SINOGRAM_IMAGES"], "readOnly": True}}, "/data/images")
if os.environ.get("SINOGRAM_KEYS"):
    mount("keys", {"secret": {"secretName": os.environ["SINOGRAM_KEYS"], "defaultMode": 0o440}}, "/run/secrets/sinogram")
    c.KubeSpawner.environment["SINOGRAM_KEY_FILE"] = "/run/secrets/sinogram/key"
if os.environ.get("SINOGRAM_POLICY"):
    mount("policy", {"configMap": {"name": os.environ["SINOGRAM_POLICY"]}}, "/etc/sinogram")
c.KubeSpawner.volumes = volumes
c.KubeSpawner.volume_mounts = mounts

c.KubeSpawner.profile_list = [
    {
        "display_name": "Look and query",
        "description": "2 processors, 8 GiB: harvest a study, SQL over the catalogue, statistics.",
        "default": True,
        "kubespawner_override": {"cpu_guarantee": 0.5, "cpu_limit": 2, "mem_guarantee": "2G", "mem_limit": "8G"},
    },
    {
        "display_name": "Harvest",
        "description": "8 processors, 32 GiB: whole archives.",
        "kubespawner_override": {"cpu_guarantee": 4, "cpu_limit": 8, "mem_guarantee": "16G", "mem_limit": "32G"},
    },
    {
        "display_name": "Train on a GPU",
        "description": "8 processors, 64 GiB, one NVIDIA GPU by OpenCL.",
        "kubespawner_override": {
            "cpu_guarantee": 4,
            "cpu_limit": 8,
            "mem_guarantee": "32G",
            "mem_limit": "64G",
            "extra_resource_limits": {"nvidia.com/gpu": "1"},
            # The driver's OpenCL is left out of the container unless "compute" is asked for.
            "environment": {"NVIDIA_DRIVER_CAPABILITIES": "compute,utility"},
        },
    },
]
