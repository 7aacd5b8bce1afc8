// The browser's side of the chat: sending, scrolling by intent, copying.

import { filesArrived, listenToFiles, showFiles } from './Attachments/AttachmentBar.razor.js';
import { draftOf, keepDraft } from '../drafts.js';
import { forgetNewSettings, listenToSheet, newSettings, openSheet as fillSheet } from './Parameters/ParameterSheet.razor.js';
import { asked, listen } from './Turns/QuestionView.razor.js';

export { apply, colour } from './AnswerView.razor.js';
export { edit } from './Turns/QuestionView.razor.js';

export const openSheet = sheet => fillSheet(pages.get(sheet.closest('[data-conversation]')), sheet);

export const isFast = () => localStorage.getItem('fast') === 'yes';

const pages = new WeakMap();
const tooLarge = 'This message is larger than 1 MB. Shorten it and send it again.';
const drawn = root => root.dataset.conversation === 'new' ? null : root.dataset.conversation;

export function enter(root, page, token) {
  const state = {
    page, token,
    composer: root.querySelector('[data-composer]'),
    messages: root.querySelector('[data-messages]'),
    jump: root.querySelector('[data-jump]'),
    jumpStart: root.querySelector('[data-jump-start]'),
    error: root.querySelector('[data-send-error]'),
    follow: true,
    leaving: new AbortController(),
  };
  pages.set(root, state);
  const on = { signal: state.leaving.signal };
  state.composer.addEventListener('input', () => { grow(state.composer); keepDraft(state.conversation, state.composer.value); }, on);
  state.composer.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(root, state);
    }
  }, on);
  document.addEventListener('keydown', event => {
    // In the box of a new name Escape means that box alone.
    // In a dialog it means that dialog.
    if (event.key === 'Escape' && !event.defaultPrevented && !event.target.matches('input') && !document.querySelector('dialog[open]')) root.querySelector('[data-stop]')?.click();
  }, on);
  root.addEventListener('click', event => click(root, state, event), on);
  // What is typed in the sheet counts for what is asked after it.
  listen(root, state, async (...what) => { await state.saving?.(); return post(...what); });
  listenToSheet(root, state, post);
  listenToFiles(root, state, (...what) => become(state, ...what));
  root.addEventListener('change', event => {
    if (event.target.matches('[data-model]')) localStorage.setItem('model', event.target.value);
  }, on);
  listenToScrolling(state, { ...on, passive: true });
  state.jump.addEventListener('click', () => { state.follow = true; toEnd(state); }, on);
  state.jumpStart.addEventListener('click', () => toStart(state), on);
  state.observer = new ResizeObserver(() => { if (state.follow && !state.held) follow(state); else offerJumps(state); });
  state.observer.observe(state.messages.firstElementChild);
  // A mutation is told before the reader's next key or click: nothing typed on a new page goes to the one before.
  state.pageTurn = new MutationObserver(() => { open(root, state); showFound(root, state); });
  state.pageTurn.observe(root, { attributeFilter: ['data-conversation', 'data-found'] });
  return localStorage.getItem('model');
}

function open(root, state) {
  if (state.conversation === drawn(root)) return;
  state.conversation = drawn(root);
  state.composer.value = draftOf(state.conversation);
  state.error.hidden = true;
  state.follow = true;
  showFiles(root, state);
  grow(state.composer);
  toEnd(state);
  if (matchMedia('(hover: hover)').matches) state.composer.focus();
}

// What a search found: the page goes there and shows where it is.
function showFound(root, state) {
  const found = root.dataset.found;
  if (!found || state.found === found) return;
  const message = root.querySelector(`article[data-message="${found}"], [data-question="${found}"]`);
  if (!message) return;
  state.found = found;
  state.follow = false;
  message.scrollIntoView({ block: 'start' });
  message.classList.add('lp-found');
  message.addEventListener('animationend', () => message.classList.remove('lp-found'), { once: true });
  offerJumps(state);
}

export function leave(root) {
  const state = pages.get(root);
  state?.observer.disconnect();
  state?.pageTurn.disconnect();
  state?.leaving.abort();
  pages.delete(root);
}

async function send(root, state) {
  if (!state.composer.value.trim() || state.sending) return;
  if (root.querySelector('[data-stop]')) {
    fail(state, 'The answer is still being written. Wait for its end or stop it, then send this.');
    return;
  }
  state.sending = true;
  try {
    const problem = await filesArrived(state);
    const text = state.composer.value;
    if (problem) return fail(state, problem);
    if (!text.trim()) return;
    const from = state.conversation;
    const wrong = await state.saving?.();
    if (wrong) return fail(state, 'A parameter is marked as wrong, and the question was not sent. Mend it, or clear its field.');
    const settings = from ? undefined : newSettings();
    const sent = await post(state, 'send', { conversationId: from, text, settings, ...asked(root) });
    if (!sent) return;
    if (settings) forgetNewSettings(state);
    // What was typed while the question was on its way belongs to the conversation that now begins.
    if (state.conversation === from) {
      keepDraft(from, '');
      // What is told of files belongs to it too.
      if (state.batch?.conversation === from) state.batch.conversation = sent.conversationId;
      state.conversation = sent.conversationId;
      state.composer.value = state.composer.value.startsWith(text) ? state.composer.value.slice(text.length) : '';
      keepDraft(state.conversation, state.composer.value);
      grow(state.composer);
    }
    state.follow = true;
    await state.page.invokeMethodAsync('SentAsync', sent.conversationId);
  } finally {
    state.sending = false;
  }
}

/** A new chat has become a conversation by its first file: what is typed goes along, if the reader is still there. */
async function become(state, from, conversation) {
  forgetNewSettings(state);
  if (state.conversation !== from) return;
  keepDraft(from, '');
  state.conversation = conversation;
  keepDraft(conversation, state.composer.value);
  await state.page.invokeMethodAsync('SentAsync', conversation);
}

async function post(state, action, body) {
  state.error.hidden = true;
  // Its text counts; quotes and line ends take more room on their way.
  if (new Blob([body.text ?? '']).size > 1024 * 1024) return fail(state, tooLarge);
  const json = JSON.stringify(body);
  let response;
  try {
    response = await fetch(`/chat-api/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': state.token },
      body: json,
    });
  } catch {
    return fail(state, 'The portal cannot be reached. Your text is kept here; send it again when the connection is back.');
  }
  if (response.status === 204) return {};
  if (response.ok) return response.json();
  if (response.status === 413) return fail(state, tooLarge);
  const refusal = await response.json().catch(() => null);
  state.refused?.(refusal?.faults ?? []);
  return fail(state, refusal?.error ?? `The portal refused this (status ${response.status}). Reload the page and try again.`);
}

function fail(state, reason) {
  state.error.textContent = reason;
  state.error.hidden = false;
  return null;
}

async function click(root, state, event) {
  const button = event.target.closest('button, a');
  if (!button) return;
  if (button.matches('[data-send]')) {
    send(root, state);
  } else if (button.matches('[data-ask]')) {
    state.composer.value = button.textContent;
    send(root, state);
  } else if (button.matches('[data-stop]')) {
    post(state, 'stop', { messageId: button.dataset.stop });
    // The button goes away; the keyboard goes on in the box.
    state.composer.focus();
  } else if (button.matches('[data-copy]')) {
    copy(button);
  } else if (button.matches('[data-image]')) {
    showImage(button);
  } else if (button.matches('[data-fast]')) {
    // The page turns it after this.
    localStorage.setItem('fast', button.getAttribute('aria-pressed') === 'true' ? '' : 'yes');
  } else if (button.matches('[data-hit]') && button.href === location.href) {
    // The page is there already; nothing will change that could be watched.
    state.found = null;
    showFound(root, state);
  } else if (button.matches('[data-new-chat]')) {
    state.composer.focus();
  }
}

// The image is loaded by a page of its own that may load nothing else, and not before the reader asks for it.
function showImage(button) {
  const frame = document.createElement('iframe');
  const address = new URL(button.dataset.image, document.baseURI).href;
  frame.className = 'lp-image';
  frame.title = button.textContent.replace(/^Show image/, 'Image');
  frame.sandbox = '';
  frame.referrerPolicy = 'no-referrer';
  frame.src = `/chat-api/image?${new URLSearchParams({ address, text: frame.title })}`;
  button.replaceWith(frame);
}

async function copy(button) {
  const label = button.textContent;
  try {
    const text = button.dataset.copy === 'code'
      ? button.closest('.lp-code').querySelector('code').textContent
      : await fetch(`/chat-api/messages/${button.dataset.copy}`).then(answer => answer.ok ? answer.text() : Promise.reject(answer.status));
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select the text and press Ctrl+C';
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

const toGo = ({ messages }) => messages.scrollHeight - messages.scrollTop - messages.clientHeight;

// Only what the reader does moves the latch. The first step up lets go, however small: waiting until it is far from the end would pull
// the reader back with every token. Back at the end the page follows again.
function listenToScrolling(state, on) {
  const { messages } = state;
  state.top = messages.scrollTop;
  messages.addEventListener('wheel', event => { if (event.deltaY < 0 && messages.scrollTop > 0) letGo(state); }, on);
  messages.addEventListener('scroll', () => {
    const up = messages.scrollTop < state.top;
    state.top = messages.scrollTop;
    // A page that gets shorter is moved too, but to its end.
    if (up && toGo(state) > 1) letGo(state);
    else if (!up && !state.follow && toGo(state) < 32) state.follow = true;
    offerJumps(state);
  }, on);
  // While the scrollbar or the text is held, nothing moves under the hand.
  messages.addEventListener('pointerdown', () => { state.held = true; }, on);
  for (const name of ['pointerup', 'pointercancel']) {
    window.addEventListener(name, () => {
      if (!state.held) return;
      state.held = false;
      if (state.follow) follow(state);
    }, on);
  }
}

function letGo(state) {
  state.follow = false;
  offerJumps(state);
}

function follow(state) {
  const comparison = [...state.messages.querySelectorAll('[data-comparison]')].at(-1);
  if (!comparison || comparison === state.comparison) return toEnd(state);
  // Answers beside each other end in different places: the reader sees where all of them begin.
  state.comparison = comparison;
  comparison.scrollIntoView({ block: 'start' });
  letGo(state);
}

function toEnd(state) {
  state.messages.scrollTop = state.messages.scrollHeight;
  state.top = state.messages.scrollTop;
  offerJumps(state);
}

// The reader who goes back to the start wants to read: the page stays there.
function toStart(state) {
  state.follow = false;
  lastAnswer(state)?.scrollIntoView({ block: 'start' });
  offerJumps(state);
  state.messages.focus({ preventScroll: true });
}

const lastAnswer = state => [...state.messages.querySelectorAll('article[data-message]')].at(-1);

function offerJumps(state) {
  show(state.jump, !state.follow && toGo(state) >= 32);
  const top = lastAnswer(state)?.getBoundingClientRect().top ?? Infinity;
  show(state.jumpStart, top <= state.messages.getBoundingClientRect().top - 48);
}

// An attribute that is written is styled anew, also with the value that it has.
function show(element, on) {
  if (element.hidden === on) element.hidden = !on;
}
