// The browser's side of the chat: sending, scrolling by intent, copying.

import { forgetNewSettings, listenToSheet, newSettings, openSheet as fillSheet } from './Parameters/ParameterSheet.razor.js';
import { asked, listen } from './Turns/QuestionView.razor.js';

export { apply, colour } from './AnswerView.razor.js';
export { edit } from './Turns/QuestionView.razor.js';

export const openSheet = sheet => fillSheet(pages.get(sheet.closest('[data-conversation]')), sheet);

const pages = new WeakMap();
const tooLarge = 'This message is larger than 1 MB. Shorten it and send it again.';
const draftKey = conversation => `draft:${conversation ?? 'new'}`;
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
  state.composer.addEventListener('input', () => { grow(state.composer); keepDraft(state); }, on);
  state.composer.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(root, state);
    }
  }, on);
  document.addEventListener('keydown', event => {
    // In the box of a new name Escape means that box alone.
    if (event.key === 'Escape' && !event.defaultPrevented && !event.target.matches('input')) root.querySelector('[data-stop]')?.click();
  }, on);
  root.addEventListener('click', event => click(root, state, event), on);
  // What is typed in the sheet counts for what is asked after it.
  listen(root, state, async (...what) => { await state.saving?.(); return post(...what); });
  listenToSheet(root, state, post);
  root.addEventListener('change', event => {
    if (event.target.matches('[data-model]')) localStorage.setItem('model', event.target.value);
  }, on);
  // Only what the reader does moves the latch; a layout that grows does not.
  const intent = () => requestAnimationFrame(() => latch(state));
  for (const name of ['wheel', 'touchmove', 'pointerup', 'keyup']) state.messages.addEventListener(name, intent, { ...on, passive: true });
  state.jump.addEventListener('click', () => { state.follow = true; toEnd(state); }, on);
  state.jumpStart.addEventListener('click', () => toStart(state), on);
  state.observer = new ResizeObserver(() => { if (state.follow) toEnd(state); else offerJumps(state); });
  state.observer.observe(state.messages.firstElementChild);
  // A mutation is told before the reader's next key or click: nothing typed on a new page goes to the one before.
  state.pageTurn = new MutationObserver(() => open(root, state));
  state.pageTurn.observe(root, { attributeFilter: ['data-conversation'] });
  return localStorage.getItem('model');
}

function open(root, state) {
  if (state.conversation === drawn(root)) return;
  state.conversation = drawn(root);
  state.composer.value = sessionStorage.getItem(draftKey(state.conversation)) ?? '';
  state.error.hidden = true;
  state.follow = true;
  grow(state.composer);
  toEnd(state);
  if (matchMedia('(hover: hover)').matches) state.composer.focus();
}

export function leave(root) {
  const state = pages.get(root);
  state?.observer.disconnect();
  state?.pageTurn.disconnect();
  state?.leaving.abort();
  pages.delete(root);
}

async function send(root, state) {
  const text = state.composer.value;
  if (!text.trim() || state.sending) return;
  if (root.querySelector('[data-stop]')) {
    fail(state, 'The answer is still being written. Wait for its end or stop it, then send this.');
    return;
  }
  state.sending = true;
  try {
    const from = state.conversation;
    await state.saving?.();
    const settings = from ? undefined : newSettings();
    const sent = await post(state, 'send', { conversationId: from, text, settings, ...asked(root) });
    if (!sent) return;
    if (settings) forgetNewSettings(state);
    // What was typed while the question was on its way belongs to the conversation that now begins.
    if (state.conversation === from) {
      sessionStorage.removeItem(draftKey(from));
      state.conversation = sent.conversationId;
      state.composer.value = state.composer.value.startsWith(text) ? state.composer.value.slice(text.length) : '';
      keepDraft(state);
      grow(state.composer);
    }
    state.follow = true;
    await state.page.invokeMethodAsync('SentAsync', sent.conversationId);
  } finally {
    state.sending = false;
  }
}

async function post(state, action, body) {
  state.error.hidden = true;
  const json = JSON.stringify(body);
  if (new Blob([json]).size > 1024 * 1024) return fail(state, tooLarge);
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

function keepDraft(state) {
  try {
    if (state.composer.value) sessionStorage.setItem(draftKey(state.conversation), state.composer.value);
    else sessionStorage.removeItem(draftKey(state.conversation));
  } catch {
    // A draft larger than the browser's quota lives in the box alone.
  }
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

function latch(state) {
  const { scrollHeight, scrollTop, clientHeight } = state.messages;
  state.follow = scrollHeight - scrollTop - clientHeight < 32;
  offerJumps(state);
}

function toEnd(state) {
  state.messages.scrollTop = state.messages.scrollHeight;
  offerJumps(state);
}

// The reader who goes back to the start wants to read: the page stays there.
function toStart(state) {
  state.follow = false;
  lastAnswer(state)?.scrollIntoView({ block: 'start' });
  offerJumps(state);
  state.messages.focus({ preventScroll: true });
}

const lastAnswer = state => [...state.messages.querySelectorAll('[data-message]')].at(-1);

function offerJumps(state) {
  state.jump.hidden = state.follow;
  const top = lastAnswer(state)?.getBoundingClientRect().top ?? Infinity;
  state.jumpStart.hidden = top > state.messages.getBoundingClientRect().top - 48;
}
