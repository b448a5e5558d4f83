(function () {
  if (window.sinogramFigures) { return; }
  var text = null;
  window.sinogramFigures = true;
  function base() {
    var lab = document.getElementById('jupyter-config-data');
    if (lab) { try { return JSON.parse(lab.textContent).baseUrl || '/'; } catch (e) { return '/'; } }
    return document.body.getAttribute('data-base-url') || '/';
  }
  function dark() {
    var node = document.body, color = 'rgba(0, 0, 0, 0)';
    var shown = document.querySelector('.jp-Notebook, #notebook-container');
    for (node = shown || node; node && /rgba\(.*, 0\)|transparent/.test(color); node = node.parentElement) { color = getComputedStyle(node).backgroundColor; }
    var parts = (color.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    return parts[3] !== 0 && parts[0] * 0.3 + parts[1] * 0.59 + parts[2] * 0.11 < 128;
  }
  function plotly() {
    var there = document.getElementById('sinogram-plotly');
    if (there) { return Promise.resolve(there.textContent); }
    text = text || fetch(base() + 'kernelspecs/sinogram/plotly.min.js', { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw new Error('plotly.js is not served here'); }
      return answer.text();
    });
    return text;
  }
  addEventListener('message', function (event) {
    var state = event.data && event.data.sinogramFigure;
    if (!state) { return; }
    var frame = Array.prototype.find.call(document.querySelectorAll('iframe[sandbox]'), function (f) { return f.contentWindow === event.source; });
    if (!frame) { return; }
    if (state === 'drawn') {
      frame.style.visibility = 'visible';
      if (frame.previousElementSibling) { frame.previousElementSibling.style.visibility = 'hidden'; }
    } else {
      plotly().then(function (source) { frame.contentWindow.postMessage({ sinogramPlotly: source, dark: dark() }, '*'); }, function () { });
    }
  });
})();
