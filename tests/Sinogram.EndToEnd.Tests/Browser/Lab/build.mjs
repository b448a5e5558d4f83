// Bundles JupyterLab and Notebook 7 out of their packages, with the folders that Debian's Jupyter server wants of them (app), and the page of the output area (page).
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const modules = 'node_modules/';

// Icons are text where scripts import them, and pictures where styles do; styles that scripts import as text end in .raw.css.
const assets = {
  name: 'assets',
  setup(build) {
    build.onResolve({ filter: /^path$/ }, () => ({ path: path.resolve(modules, 'path-browserify/index.js') }));
    build.onResolve({ filter: /^~/ }, args => build.resolve(args.path.slice(1), { kind: args.kind, resolveDir: args.resolveDir }));
    build.onResolve({ filter: /\.svg([?#].*)?$/ }, async args => {
      if (args.pluginData === 'found') { return undefined; }
      const found = await build.resolve(args.path.replace(/[?#].*$/, ''), { kind: args.kind, resolveDir: args.resolveDir, pluginData: 'found' });
      return { path: found.path, namespace: args.kind === 'url-token' ? 'picture' : 'text' };
    });
    // Another bundler's way to load the controls later.
    build.onLoad({ filter: /jupyterlab-manager\/lib\/plugin\.js$/ }, args => ({
      contents: fs.readFileSync(args.path, 'utf8').replace(/require\.ensure\(\[[^\]]*\], \(require\) => (\{[\s\S]*?\}), \(err\) => \{[\s\S]*?\}, '[^']*'\);/, '(() => $1)();')
    }));
    build.onLoad({ filter: /.*/, namespace: 'picture' }, args => ({ contents: fs.readFileSync(args.path), loader: 'dataurl' }));
    build.onLoad({ filter: /.*/, namespace: 'text' }, args => ({ contents: fs.readFileSync(args.path), loader: 'text' }));
  }
};

const options = {
  bundle: true, minify: true, plugins: [assets], logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'window', __dirname: '"/"', 'process.platform': '"browser"' },
  loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.eot': 'dataurl', '.raw.css': 'text', '.gif': 'dataurl', '.png': 'dataurl' }
};

// What Notebook 7 takes of JupyterLab: of some packages all plugins (null), of others those that need no shell of JupyterLab.
const ofLab = {
  'application-extension': ['commands', 'context-menu', 'faviconbusy', 'router', 'top-bar', 'top-spacer'],
  'apputils-extension': ['notification', 'palette', 'sanitizer', 'sessionDialogs', 'settings', 'state', 'subshell-settings', 'themes', 'themes-palette-menu', 'toolbar-registry', 'utility-commands'],
  'cell-toolbar-extension': null, 'codemirror-extension': null,
  'completer-extension': ['base-service', 'inline-completer', 'inline-completer-factory', 'inline-history', 'manager'],
  'console-extension': ['cell-executor', 'completer', 'factory', 'foreign', 'tracker'],
  'docmanager-extension': ['contexts', 'download', 'manager', 'plugin', 'recents'],
  'documentsearch-extension': ['plugin'],
  'filebrowser-extension': ['default-file-browser', 'factory'],
  'javascript-extension': null, 'json-extension': null, 'lsp-extension': null, 'mainmenu-extension': null, 'markedparser-extension': null, 'mathjax-extension': null,
  'mermaid-extension': null, 'metadataform-extension': null,
  'notebook-extension': ['active-cell-tool', 'cell-executor', 'code-console', 'completer', 'copy-output', 'export', 'factory', 'language-server', 'log-output', 'search', 'toc', 'tools',
    'tracker', 'update-raw-mimetype', 'widget-factory'],
  'rendermime-extension': null, 'services-extension': null, 'shortcuts-extension': null, 'theme-dark-extension': null, 'theme-light-extension': null, 'toc-extension': null,
  'tooltip-extension': ['consoles', 'manager', 'notebooks'],
  'translation-extension': null, 'ui-components-extension': null
};

const lab = Object.keys(JSON.parse(fs.readFileSync(modules + '@jupyterlab/metapackage/package.json')).dependencies).filter(name => name.endsWith('-extension'));
const notebook = [
  ...['application', 'docmanager', 'help', 'notebook'].map(name => `@jupyter-notebook/${name}-extension`), ...Object.keys(ofLab).map(name => '@jupyterlab/' + name)
];

function entry(file, packages, application, wanted) {
  const styles = packages.filter(name => fs.existsSync(`${modules}${name}/style/index.js`)).map(name => `import '${name}/style/index.js';`);
  const imports = packages.map((name, i) => `import * as m${i} from '${name}';`);
  fs.writeFileSync(file, `${styles.join('\n')}\n${imports.join('\n')}
import * as widgets from '@jupyter-widgets/jupyterlab-manager';
import { ${application[0]} as Application } from '${application[1]}';
const wanted = ${JSON.stringify(wanted)};
const mimeExtensions = [], plugins = [];
for (const m of [${packages.map((_, i) => 'm' + i).join(', ')}, widgets]) {
  for (const plugin of [m.default ?? m].flat()) {
    const [origin, name] = plugin.id.replace('@jupyterlab/', '').split(':');
    if (plugin.rendererFactory) { mimeExtensions.push(plugin); }
    else if (!plugin.id.startsWith('@jupyterlab/') || (wanted[origin]?.includes(name) ?? true)) { plugins.push(plugin); }
  }
}
const app = new Application({ mimeExtensions });
app.registerPluginModules(plugins);
app.start().then(() => app.restored).then(() => { window.jupyterapp = app; });
`);
}

function copy(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.cpSync(from, to, { recursive: true });
}

entry('lab.entry.js', lab, ['JupyterLab', '@jupyterlab/application'], {});
entry('notebook.entry.js', notebook, ['NotebookApp', '@jupyter-notebook/application'], ofLab);
await Promise.all([
  esbuild.build({ ...options, entryPoints: { lab: 'lab.entry.js', notebook: 'notebook.entry.js' }, outdir: 'app/static', format: 'iife' }),
  esbuild.build({ ...options, entryPoints: ['page.js'], outfile: 'page/page.js', format: 'iife' }),
  ...['light', 'dark'].map(theme => esbuild.build({
    ...options, entryPoints: [`${modules}@jupyterlab/theme-${theme}-extension/style/theme.css`], outfile: `app/themes/@jupyterlab/theme-${theme}-extension/index.css`
  }))
]);
for (const name of [...lab, ...notebook, '@jupyter-widgets/jupyterlab-manager']) {
  if (fs.existsSync(`${modules}${name}/schema`)) { copy(`${modules}${name}/schema`, `app/schemas/${name}`); }
}
copy('app.html', 'app/templates/index.html');
copy('overrides.json', 'app/settings/overrides.json');
copy('index.html', 'page/index.html');
for (const theme of ['light', 'dark']) { copy(`${modules}@jupyterlab/theme-${theme}-extension/style/variables.css`, `page/${theme}.css`); }
