// Draws ECharts from plain JSON. The library is a classic script that leaves one global, loaded once and only where a
// chart stands; the portal's Trusted Types policy lets its address through.
const charts = new Map();
let library;

function load(url) {
  return library ??= new Promise((resolve, reject) => {
    if (globalThis.echarts) return resolve();
    const script = document.createElement('script');
    script.onload = resolve;
    script.onerror = () => { library = undefined; reject(new Error('The chart library did not load.')); };
    script.src = new URL(url, document.baseURI).href;
    document.head.append(script);
  });
}

/** Replaces var(--name) by its value now, at any depth. */
function resolveColours(value, styles) {
  if (typeof value === 'string') {
    const name = /^var\((--[\w-]+)\)$/.exec(value);
    return name ? styles.getPropertyValue(name[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map(item => resolveColours(item, styles));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveColours(item, styles)]));
  return value;
}

/** The same rule as Milliseconds.Format on the server. */
function milliseconds(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '–';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
}

function axisMilliseconds(ms) {
  return ms < 1000 ? `${+ms.toFixed(1)} ms` : `${+(ms / 1000).toFixed(2)} s`;
}

function apply(entry) {
  const option = resolveColours(entry.option, getComputedStyle(entry.element));
  option.tooltip = { ...option.tooltip, valueFormatter: milliseconds };
  if (option.yAxis) option.yAxis.axisLabel = { ...option.yAxis.axisLabel, formatter: axisMilliseconds };
  entry.chart.setOption(option, { notMerge: true });
}

export async function draw(element, url, option) {
  await load(url);
  if (!element.isConnected) return;
  let entry = charts.get(element);
  if (!entry) {
    entry = { element, chart: globalThis.echarts.init(element, null, { renderer: 'canvas' }) };
    entry.resize = new ResizeObserver(() => entry.chart.resize());
    entry.repaint = () => apply(entry);
    entry.resize.observe(element);
    document.addEventListener('lp-theme', entry.repaint);
    charts.set(element, entry);
  }
  entry.option = option;
  apply(entry);
}

export function dispose(element) {
  const entry = charts.get(element);
  if (!entry) return;
  charts.delete(element);
  entry.resize.disconnect();
  document.removeEventListener('lp-theme', entry.repaint);
  entry.chart.dispose();
}
