// Sends a file of chats and shows how far it is. The page may be left: what was taken in stays, and the same file again goes on.

const sections = new WeakMap();

export function enter(drop, token) {
  const part = name => drop.querySelector(`[data-${name}]`);
  const state = {
    drop, token, input: drop.querySelector('input'), bar: drop.querySelector('progress'),
    running: part('running'), status: part('status'), failures: part('failures'), after: part('after'), error: part('error'),
    leaving: new AbortController(), request: null, ids: [],
  };
  sections.set(drop, state);
  const on = { signal: state.leaving.signal };
  state.input.addEventListener('change', () => take(state, state.input.files[0]), on);
  part('cancel').addEventListener('click', () => state.request?.abort(), on);
  part('undo').addEventListener('click', () => undo(state), on);
  for (const name of ['dragenter', 'dragover']) drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add('over'); }, on);
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'), on);
  drop.addEventListener('drop', event => { event.preventDefault(); take(state, event.dataTransfer.files[0]); }, on);
}

export function leave(drop) {
  const state = sections.get(drop);
  state?.leaving.abort();
  state?.request?.abort();
  sections.delete(drop);
}

function take(state, file) {
  if (!file || state.request) return;
  reset(state);
  state.running.hidden = false;
  state.bar.value = 0;
  say(state, `Sending ${file.name}`);
  // fetch cannot tell how much it has sent.
  const request = state.request = new XMLHttpRequest();
  let read = 0;
  let last = null;
  const lines = () => {
    const text = request.responseText;
    for (let end; (end = text.indexOf('\n', read)) >= 0; read = end + 1) last = JSON.parse(text.slice(read, end));
    if (last) say(state, `Importing: ${count(last)}`);
  };
  request.upload.onprogress = event => { if (event.lengthComputable) state.bar.value = event.loaded / event.total; };
  request.upload.onload = () => { state.bar.removeAttribute('value'); say(state, 'Reading'); };
  request.onprogress = () => { if (request.status === 200) lines(); };
  request.onload = () => {
    if (request.status === 200) {
      lines();
      finish(state, last);
    } else {
      fail(state, reason(request));
    }
  };
  request.onerror = () => fail(state, last
    ? `The connection broke after ${count(last)}. Choose the file again: it goes on where it ended.`
    : 'The portal cannot be reached. Nothing was imported; choose the file again when the connection is back.');
  request.onabort = () => fail(state, last ? `Stopped after ${count(last)}. Choose the file again to go on.` : 'Stopped; nothing was imported.');
  request.onloadend = () => {
    state.request = null;
    state.running.hidden = true;
    state.input.value = '';
  };
  request.open('POST', '/chat-api/import');
  request.setRequestHeader('X-XSRF-TOKEN', state.token);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).error;
  } catch {
    return `The portal refused this (status ${request.status}). Reload the page and try again.`;
  }
}

const count = ({ imported, already, failed }) =>
  [`${imported} imported`, already ? `${already} here already` : '', failed ? `${failed} not readable` : ''].filter(Boolean).join(', ');

function finish(state, end) {
  if (!end?.done) return fail(state, 'The answer of the portal broke off. Choose the file again: it goes on where it ended.');
  state.ids = end.ids;
  say(state, end.imported + end.already + end.failed > 0 ? `${count(end)}.` : '');
  state.after.hidden = end.ids.length === 0;
  if (end.error) fail(state, end.error);
  state.failures.hidden = end.failures.length === 0;
  state.failures.querySelector('summary').textContent = end.failures.length < end.failed ? `The first ${end.failures.length} that could not be read` : 'What could not be read';
  state.failures.querySelector('ul').replaceChildren(...end.failures.map(({ title, reason: why }) => {
    const item = document.createElement('li');
    item.textContent = `${title}: ${why}`;
    return item;
  }));
}

async function undo(state) {
  const answer = await fetch('/chat-api/import/undo', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': state.token },
    body: JSON.stringify({ ids: state.ids }),
  }).catch(() => null);
  if (!answer?.ok) return fail(state, 'The import could not be undone. Try it again.');
  reset(state);
  say(state, 'The import is undone.');
  state.input.focus();
}

function reset(state) {
  say(state, '');
  for (const part of [state.after, state.failures, state.error]) part.hidden = true;
}

function say(state, text) {
  state.status.textContent = text;
}

function fail(state, text) {
  state.error.textContent = text;
  state.error.hidden = false;
  if (/^Reading|^Sending|^Importing/.test(state.status.textContent)) say(state, '');
}
