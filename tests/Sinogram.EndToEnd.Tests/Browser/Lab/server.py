"""JupyterLab and Notebook 7, built from their packages, on Debian's Jupyter server: for the tests in a browser."""
import os

from jupyter_core.paths import jupyter_config_dir
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyterlab_server import LabServerApp
from tornado import web

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "app")


class NotebookHandler(ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    @web.authenticated
    def get(self, path):
        config = {
            "appName": "Jupyter Notebook", "appNamespace": "notebook", "appUrl": "/lab", "appVersion": "7", "baseUrl": self.base_url, "wsUrl": "", "token": self.settings["token"],
            "notebookPage": "notebooks", "notebookPath": path, "fullStaticUrl": self.base_url + "static/whole", "fullSettingsUrl": self.base_url + "lab/api/settings",
            "fullThemesUrl": self.base_url + "lab/api/themes", "fullTranslationsApiUrl": self.base_url + "lab/api/translations", "fullWorkspacesApiUrl": self.base_url + "lab/api/workspaces",
            "fullListingsUrl": self.base_url + "lab/api/listings", "fullLicensesUrl": self.base_url + "lab/api/licenses", "frontendUrl": "/", "themesUrl": "/lab/api/themes", "disabledExtensions": [], "federated_extensions": [],
        }
        self.write(self.render_template("index.html", page_config=config, bundle="notebook"))


class Whole(LabServerApp):
    name = "whole"
    app_name = "JupyterLab"
    app_version = "4"
    app_namespace = "whole"
    extension_url = "/lab"
    default_url = "/lab"
    load_other_extensions = False
    static_dir = os.path.join(HERE, "static")
    templates_dir = os.path.join(HERE, "templates")
    schemas_dir = os.path.join(HERE, "schemas")
    themes_dir = os.path.join(HERE, "themes")
    app_settings_dir = os.path.join(HERE, "settings")
    user_settings_dir = os.path.join(jupyter_config_dir(), "lab", "user-settings")
    workspaces_dir = os.path.join(jupyter_config_dir(), "lab", "workspaces")

    def initialize_handlers(self):
        self.handlers.append((r"/notebooks/(.*)", NotebookHandler))
        super().initialize_handlers()


def _jupyter_server_extension_points():
    return [{"module": __name__, "app": Whole}]


if __name__ == "__main__":
    Whole.launch_instance()
