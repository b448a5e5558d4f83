"""A JupyterHub on this machine whose users have the Sinogram kernel.

    SINOGRAM_HUB_PASSWORD=... jupyterhub -f jupyterhub/jupyterhub_config.py

Every server runs as the account that runs the hub: for one person with several names, for courses and for tests. On a shared
machine take PAM and a spawner that changes the account, or Kubernetes (kubespawner_config.py).

Environment:
    SINOGRAM_HUB_PASSWORD       the password of every user (required)
    SINOGRAM_HUB_STATE          data base, cookie secret and homes (default ~/.local/state/sinogram-hub)
    SINOGRAM_HUB_PORT           the port to open in a browser (default 8000; the two next ones are used inside)
    SINOGRAM_HUB_PORTS          all three, as "public,hub,proxy"
    SINOGRAM_HUB_PROXY          the proxy's command (default configurable-http-proxy)
    SINOGRAM_HUB_SERVICE_TOKEN  a token for automation by the hub's REST interface (default none)
    JUPYTER_PATH                more folders with kernels
    SINOGRAM_WARMUP             off: a kernel does not spend its first seconds of rest (3 s of a processor) on being quick from the first cell on
"""
import os
import shlex
import secrets

c = get_config()  # noqa: F821

password = os.environ.get("SINOGRAM_HUB_PASSWORD")
if not password:
    raise SystemExit("Set SINOGRAM_HUB_PASSWORD: the password of the hub's users.")

state = os.environ.get("SINOGRAM_HUB_STATE") or os.path.expanduser("~/.local/state/sinogram-hub")
os.makedirs(os.path.join(state, "home"), mode=0o700, exist_ok=True)
os.chmod(state, 0o700)

first = int(os.environ.get("SINOGRAM_HUB_PORT", "8000"))
ports = os.environ.get("SINOGRAM_HUB_PORTS") or f"{first},{first + 1},{first + 2}"
public, inner, proxy = (int(port) for port in ports.split(","))

c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{inner}"
c.JupyterHub.cookie_secret_file = os.path.join(state, "cookie_secret")
c.JupyterHub.db_url = "sqlite:///" + os.path.join(state, "jupyterhub.sqlite")

# Debian's proxy does not find its modules under another node than Debian's.
if os.path.isdir("/usr/share/nodejs"):
    os.environ["NODE_PATH"] = ":".join(filter(None, [os.environ.get("NODE_PATH"), "/usr/share/nodejs"]))
c.ConfigurableHTTPProxy.command = shlex.split(os.environ.get("SINOGRAM_HUB_PROXY") or "configurable-http-proxy")
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.auth_token = secrets.token_hex(32)
c.ConfigurableHTTPProxy.pid_file = os.path.join(state, "proxy.pid")

c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = password

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = os.path.join(state, "home", "{username}")
c.Spawner.cmd = ["/usr/bin/jupyterhub-singleuser"]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.ip = "127.0.0.1"
c.Spawner.default_url = "/tree"
# The defaults (30 s to answer) are short for a machine on which a whole course begins at once.
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 180
c.Spawner.environment = {"JUPYTERHUB_SINGLEUSER_APP": "notebook.notebookapp.NotebookApp"}
if os.environ.get("JUPYTER_PATH"):
    c.Spawner.environment["JUPYTER_PATH"] = os.environ["JUPYTER_PATH"]


def make_home(spawner):
    """The spawner starts a server in a home that must exist."""
    os.makedirs(spawner.home_dir, mode=0o700, exist_ok=True)


c.Spawner.pre_spawn_hook = make_home

token = os.environ.get("SINOGRAM_HUB_SERVICE_TOKEN")
if token:
    c.JupyterHub.services = [{"name": "automation", "api_token": token}]
    c.JupyterHub.load_roles = [
        {
            "name": "automation",
            "services": ["automation"],
            "scopes": ["admin:users", "admin:servers", "tokens", "access:servers", "list:users", "read:hub", "shutdown"],
        }
    ]
