// Opens the palette and the sheet of shortcuts, and runs commands by name and by key. A command is a click on what stands on the page,
// so that it can do nothing that the page cannot do.

const pages = new WeakMap();
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function enter(palette) {
  const sheet = document.querySelector('[data-keys-sheet]');
  const state = { palette, sheet, input: palette.querySelector('input'), list: palette.querySelector('[data-commands]'), leaving: new AbortController() };
  pages.set(palette, state);
  const on = { signal: state.leaving.signal };
  if (isMac) for (const key of document.querySelectorAll('kbd[data-key=Mod]')) key.textContent = '⌘';
  document.addEventListener('keydown', event => key(state, event), on);
  state.input.addEventListener('keydown', event => move(state, event), on);
  state.list.addEventListener('click', event => run(state, event.target.closest('[role=option]')), on);
  state.list.addEventListener('pointermove', event => select(state, event.target.closest('[role=option]'), false), on);
  // Whatever is drawn anew: what the page does not have is not offered, and the first that is left is chosen.
  state.observer = new MutationObserver(() => offer(state));
  state.observer.observe(state.list, { childList: true });
  for (const dialog of [palette, sheet]) {
    dialog.addEventListener('click', event => { if (event.target === dialog || event.target.closest('[data-close]')) dialog.close(); }, on);
  }
  palette.addEventListener('close', () => filter(state, ''), on);
  document.querySelector('[data-show-keys]').addEventListener('click', () => sheet.showModal(), on);
  document.addEventListener('click', event => { if (event.target.closest('[data-open-palette]')) open(state); }, on);
}

export function leave(palette) {
  const state = pages.get(palette);
  state?.observer.disconnect();
  state?.leaving.abort();
  pages.delete(palette);
}

function open(state) {
  if (document.querySelector('dialog:modal')) return;
  state.palette.showModal();
  offer(state);
}

function filter(state, text) {
  state.moved = null;
  state.input.value = text;
  state.input.dispatchEvent(new Event('input', { bubbles: true }));
}

const options = state => [...state.list.querySelectorAll('[role=option]')].filter(option => !option.hidden);
const target = selector => [...document.querySelectorAll(selector)].filter(element => !element.disabled && (element.checkVisibility() || element.matches('[data-command]'))).at(-1);

function offer(state) {
  for (const option of state.list.querySelectorAll('[data-target]')) option.hidden = !target(option.dataset.target);
  // What the reader has moved to stays, as long as it is there.
  const all = options(state);
  select(state, all.find(option => option.id === state.moved) ?? all[0], true);
}

function select(state, option, scroll) {
  if (!option) return;
  for (const other of state.list.querySelectorAll('[aria-selected=true]')) other.setAttribute('aria-selected', 'false');
  option.setAttribute('aria-selected', 'true');
  state.input.setAttribute('aria-activedescendant', option.id);
  if (scroll) option.scrollIntoView({ block: 'nearest' });
}

function move(state, event) {
  const all = options(state);
  const at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    state.moved = all[to]?.id;
    select(state, all[to], true);
  } else if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    run(state, all[at]);
  }
}

function run(state, option) {
  if (!option) return;
  state.palette.close();
  act(option);
}

function act({ dataset }) {
  if (dataset.href) {
    Blazor.navigateTo(dataset.href);
    return true;
  }
  const element = target(dataset.target);
  if (!element) return false;
  if (element.matches('textarea, input')) element.focus();
  else element.click();
  return true;
}

function key(state, event) {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = name(event);
  if (pressed === 'Mod+K') {
    event.preventDefault();
    if (state.palette.open) state.palette.close();
    else open(state);
    return;
  }
  if (document.querySelector('dialog:modal')) return;
  const writes = event.target.matches('input, textarea, select, [contenteditable]');
  for (const option of state.list.querySelectorAll('[data-keys]')) {
    // Escape is the page's own, and a single character is text where text is written.
    if (option.dataset.keys !== pressed || pressed === 'Escape' || (writes && pressed.length === 1)) continue;
    if (act(option)) event.preventDefault();
    return;
  }
}

function name(event) {
  const keys = [];
  if (isMac ? event.metaKey : event.ctrlKey) keys.push('Mod');
  if (event.altKey) keys.push('Alt');
  if (event.shiftKey && event.key.length > 1 || event.shiftKey && keys.length > 0) keys.push('Shift');
  keys.push(event.key.length === 1 && keys.length > 0 ? event.key.toUpperCase() : event.key);
  return keys.join('+');
}
