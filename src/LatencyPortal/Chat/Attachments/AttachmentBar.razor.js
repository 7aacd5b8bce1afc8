// The browser's side of attached files: choosing, dropping and pasting them, their way to the portal, and the view of what they say.

import { newSettings } from '../Parameters/ParameterSheet.razor.js';
import { asked } from '../Turns/QuestionView.razor.js';

const page = 100_000;
const unreachable = 'The portal cannot be reached. The file is still here: try again when the connection is back.';

/**
 * Listens on a page.
 * @param became Told the conversation that a new chat has become by its first file.
 */
export function listenToFiles(root, state, became) {
  const on = { signal: state.leaving.signal };
  const take = files => attach(root, state, [...files], became);
  root.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button?.matches('[data-attach]')) root.querySelector('[data-attach-input]').click();
    else if (button?.matches('[data-open-document]')) show(root, button);
    else if (button?.matches('[data-document-close]') || event.target.matches('[data-document-view]')) event.target.closest('dialog').close();
  }, on);
  root.addEventListener('change', event => {
    if (!event.target.matches('[data-attach-input]')) return;
    take(event.target.files);
    // The same file can be chosen once more.
    event.target.value = '';
  }, on);
  root.addEventListener('keydown', event => {
    // Escape closes the view; it does not stop an answer.
    if (event.key === 'Escape' && event.target.closest('[data-document-view]')) event.stopPropagation();
  }, on);
  document.addEventListener('paste', event => {
    const { files, types } = event.clipboardData;
    // Office programs lay a picture beside the text that is copied: the text is meant.
    if (!files.length || types.includes('text/plain') || !isReady(root) || event.target.closest?.('dialog')) return;
    event.preventDefault();
    take(files);
  }, on);
  listenToDrops(root, take, on);
  addEventListener('beforeunload', event => {
    if (state.batch?.open) event.preventDefault();
  }, on);
}

/** The page shows another conversation: what is on its way to this one is told there only. */
export function showFiles(root, state) {
  const list = root.querySelector('[data-uploads]');
  for (const line of [...list.children]) {
    if (line.batch.conversation === state.conversation) line.hidden = false;
    else if (line.matches('.told')) line.remove();
    else line.hidden = true;
  }
  list.hidden = !list.querySelector(':scope > :not([hidden])');
}

/** Waits for the files on their way. Null when the question can be asked, otherwise why not. */
export async function filesArrived(state) {
  const { batch } = state;
  if (!batch?.open || batch.conversation !== state.conversation) return null;
  const before = batch.failed;
  while (batch.open) await batch.last;
  if (batch.failed > before) return 'A file could not be attached, so this was not sent. Attach it again or dismiss it, then send.';
  return batch.conversation === state.conversation ? null : 'This was not sent, because you went to another chat meanwhile.';
}

const isReady = root => root.querySelector('[data-attach]')?.disabled === false;

function listenToDrops(root, take, on) {
  const curtain = () => root.querySelector('[data-drop]');
  const brings = event => event.dataTransfer?.types.includes('Files') && isReady(root);
  document.addEventListener('dragover', event => {
    if (!brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    curtain().hidden = false;
  }, on);
  document.addEventListener('dragleave', event => {
    // Without a related element the pointer has left the window.
    if (!event.relatedTarget) curtain().hidden = true;
  }, on);
  document.addEventListener('drop', event => {
    if (!brings(event)) return;
    event.preventDefault();
    curtain().hidden = true;
    take(event.dataTransfer.files);
  }, on);
}

/** Sends files one after the other: the first may make the conversation, and they stay in the order in which they were chosen. */
function attach(root, state, files, became) {
  if (!state.batch || state.batch.conversation !== state.conversation) {
    state.batch = { conversation: state.conversation, open: 0, failed: 0, last: Promise.resolve() };
  }
  const { batch } = state;
  for (const file of files) queue({ root, state, batch, file, became, item: draw(root, batch, file) });
}

function queue(upload) {
  const { batch } = upload;
  batch.open++;
  batch.last = batch.last.then(() => send(upload)).finally(() => { batch.open--; });
}

async function send(upload) {
  const { root, state, batch, file, item } = upload;
  if (item.gone) return;
  const largest = Number(root.querySelector('[data-attachments]').dataset.largest);
  if (file.size > largest) return refuse(upload, `This file is larger than ${size(largest)}. Split it and attach the part that matters.`);
  if (!await readable(file)) return refuse(upload, 'This cannot be read. Folders cannot be attached, only files.');
  await state.saving?.();
  const first = !batch.conversation;
  const { status, answer } = await post(upload);
  if (item.gone) return;
  if (status === 0) return refuse(upload, unreachable, true);
  if (status !== 200) return refuse(upload, answer?.error ?? `The portal refused this file (status ${status}). Reload the page and try again.`);
  tell(root, `${answer.attachment.name} is attached${answer.already ? ' already' : ''}.`);
  if (answer.already) remark(upload, `“${answer.attachment.name}” is attached already.`);
  else remove(upload);
  if (first) {
    const drawn = batch.conversation;
    batch.conversation = answer.conversationId;
    await upload.became(drawn, answer.conversationId);
  }
}

// A folder that is dropped is a file that cannot be read.
const readable = file => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

function post({ root, state, batch, file, item }) {
  const form = new FormData();
  if (batch.conversation) {
    form.append('conversationId', batch.conversation);
  } else {
    const settings = newSettings();
    if (settings) form.append('settings', JSON.stringify(settings));
    form.append('model', asked(root).model ?? '');
  }
  form.append('file', file, file.name);
  return new Promise(resolve => {
    // fetch tells nothing of how far an upload is.
    const call = new XMLHttpRequest();
    call.open('POST', '/chat-api/attachments');
    call.responseType = 'json';
    call.setRequestHeader('X-XSRF-TOKEN', state.token);
    call.upload.onprogress = event => { if (event.lengthComputable) item.bar.value = event.loaded / event.total; };
    call.upload.onload = () => { item.bar.removeAttribute('value'); item.facts.textContent = 'is being read'; };
    call.onload = () => resolve({ status: call.status, answer: call.response });
    call.onerror = call.onabort = () => resolve({ status: 0 });
    item.cancel = () => call.abort();
    call.send(form);
  });
}

function draw(root, batch, file) {
  const list = root.querySelector('[data-uploads]');
  const item = { list, line: make('li', 'upload'), file: make('span', 'file', file.name), facts: make('span', 'facts', size(file.size)), bar: make('progress'), close: make('button', 'remove', '✕') };
  item.file.title = file.name;
  item.bar.max = 1;
  item.bar.value = 0;
  item.bar.setAttribute('aria-label', `${file.name} on its way`);
  item.close.type = 'button';
  item.close.setAttribute('aria-label', `Do not attach ${file.name}`);
  item.close.addEventListener('click', () => {
    item.gone = true;
    item.cancel?.();
    remove({ item });
    root.querySelector('[data-composer]').focus();
  });
  item.line.dataset.testid = 'upload';
  item.line.batch = batch;
  item.line.append(item.file, item.facts, item.bar, item.close);
  list.append(item.line);
  list.hidden = false;
  return item;
}

function remove({ item }) {
  item.line.remove();
  item.list.hidden = !item.list.querySelector(':scope > :not([hidden])');
}

function refuse(upload, reason, again = false) {
  const { item, batch, file } = upload;
  batch.failed++;
  item.line.classList.add('failed');
  const text = remark(upload, '');
  text.setAttribute('role', 'alert');
  // A screen reader tells what comes into an alert, not what it is made with.
  text.textContent = `“${file.name}” was not attached. ${reason}`;
  if (!again) return;
  const retry = make('button', 'lp-tool strong', 'Try again');
  retry.type = 'button';
  retry.addEventListener('click', () => {
    remove(upload);
    queue({ ...upload, item: draw(upload.root, batch, file) });
  });
  text.after(retry);
}

function remark({ item, file }, text) {
  const reason = make('span', 'reason', text);
  item.bar.remove();
  item.facts.remove();
  item.file.replaceWith(reason);
  item.line.classList.add('told');
  item.close.setAttribute('aria-label', `Dismiss the message about ${file.name}`);
  return reason;
}

function tell(root, text) {
  root.querySelector('[data-attach-status]').textContent = text;
}

function make(name, className, text = '') {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(bytes % (1024 * 1024) ? 1 : 0)} MB`;
}

/** Shows what a document says, a piece at a time: a browser draws megabytes slowly. */
async function show(root, button) {
  const view = root.querySelector('[data-document-view]');
  const [text, more, status] = ['text', 'more', 'status'].map(part => view.querySelector(`[data-document-${part}]`));
  view.querySelector('[data-document-name]').textContent = button.textContent.trim();
  text.textContent = '';
  more.hidden = true;
  status.textContent = 'One moment …';
  view.dataset.shown = button.dataset.openDocument;
  view.showModal();
  const whole = await fetch(`/chat-api/attachments/${button.dataset.openDocument}`).then(answer => answer.ok ? answer.text() : null, () => null);
  if (view.dataset.shown !== button.dataset.openDocument) return;
  if (whole === null) {
    status.textContent = 'The text cannot be loaded. Close this and open it again.';
    return;
  }
  let end = 0;
  const next = () => {
    const begin = end;
    end = Math.min(whole.length, end + page);
    // No pair of surrogates is cut.
    if (/[\uD800-\uDBFF]/.test(whole[end - 1] ?? '') && end < whole.length) end++;
    text.append(whole.slice(begin, end));
    more.hidden = end === whole.length;
    status.textContent = more.hidden ? '' : `${Math.round(end / whole.length * 100)} % shown`;
    if (more.hidden && begin) text.focus();
  };
  more.onclick = next;
  next();
}
