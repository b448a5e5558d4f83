// JupyterLab's own output area, renderers, sanitizer and widget manager, around a kernel of the server that serves this page.
import { OutputArea, OutputAreaModel } from '@jupyterlab/outputarea';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { MathJaxTypesetter } from '@jupyterlab/mathjax-extension';
import { KernelManager, ServerConnection } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import * as base from '@jupyter-widgets/base';
import * as controls from '@jupyter-widgets/controls';
import { KernelWidgetManager, WIDGET_VIEW_MIMETYPE } from '@jupyter-widgets/jupyterlab-manager/lib/manager';
import { WidgetRenderer } from '@jupyter-widgets/jupyterlab-manager/lib/renderer';
import '@jupyterlab/rendermime/style/base.css';
import '@jupyterlab/outputarea/style/base.css';
import '@jupyter-widgets/controls/css/widgets-base.css';

const settings = ServerConnection.makeSettings({
  baseUrl: location.origin + '/', wsUrl: location.origin.replace('http', 'ws') + '/', token: new URLSearchParams(location.search).get('token') || '', appendToken: true
});
let kernel, manager;

function registry() {
  const made = new RenderMimeRegistry({ initialFactories: standardRendererFactories, latexTypesetter: new MathJaxTypesetter() });
  if (manager) {
    made.addFactory({ safe: false, mimeTypes: [WIDGET_VIEW_MIMETYPE], createRenderer: options => new WidgetRenderer(options, manager) }, -10);
  }
  return made;
}

function area(values, trusted) {
  const model = new OutputAreaModel({ values, trusted });
  const shown = new OutputArea({ model, rendermime: registry(), contentFactory: OutputArea.defaultContentFactory });
  const host = document.createElement('div');
  host.className = 'jp-Notebook';
  document.body.appendChild(host);
  Widget.attach(shown, host);
  return { model, shown, host };
}

window.lab = {
  areas: [],
  async start(name, withWidgets) {
    const kernels = new KernelManager({ serverSettings: settings });
    kernel = await kernels.startNew({ name }, { handleComms: true });
    await kernel.info;
    if (withWidgets) {
      manager = new KernelWidgetManager(kernel, registry());
      manager.register({ name: '@jupyter-widgets/base', version: base.JUPYTER_WIDGETS_VERSION, exports: base });
      manager.register({ name: '@jupyter-widgets/controls', version: controls.JUPYTER_CONTROLS_VERSION, exports: controls });
      await new Promise(done => manager.restoredStatus ? done() : manager.restored.connect(done));
    }
    return true;
  },
  // Runs a cell and gives what the notebook would save of it.
  async run(code) {
    const made = area([], true);
    window.lab.areas.push(made);
    const future = kernel.requestExecute({ code, stop_on_error: false }, false);
    made.shown.future = future;
    await future.done;
    return made.model.toJSON();
  },
  // Shows saved outputs as a notebook does that is trusted, or is not.
  show(values, trusted) {
    window.lab.areas.push(area(values, trusted));
    return window.lab.areas.length - 1;
  },
  node(index) { return window.lab.areas[index].host; },
  text(index) { return window.lab.areas[index].host.innerText; },
  clear() { window.lab.areas.forEach(a => { a.shown.dispose(); a.host.remove(); }); window.lab.areas = []; },
  theme(dark) {
    document.body.dataset.jpThemeLight = String(!dark);
    document.getElementById('theme').href = dark ? 'dark.css' : 'light.css';
  }
};
