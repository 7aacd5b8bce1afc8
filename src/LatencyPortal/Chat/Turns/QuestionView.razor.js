// The browser's side of a conversation's turns: ask in other words, answer again, go on.

/** Fills the box of a question that is edited with the question as it stands on the page. */
export function edit(form) {
  const box = form.querySelector('[data-edit-box]');
  box.value = form.parentElement.querySelector('article').textContent;
  grow(box);
  box.focus({ preventScroll: true });
  box.setSelectionRange(box.value.length, box.value.length);
  form.scrollIntoView({ block: 'nearest' });
}

/** Who is asked: the models that are ticked to be compared, or the picked one. */
export function asked(root) {
  const model = root.querySelector('[data-model]').value;
  return root.querySelector('[data-compare]')
    ? { model, models: [...root.querySelectorAll('[data-compare-model]:checked')].map(box => box.value) }
    : { model, speed: root.querySelector('[data-fast][aria-pressed=true]') ? 'fast' : undefined };
}

/** Listens on a page. `post` sends as the page does and puts a refusal into `state.error`. */
export function listen(root, state, post) {
  const on = { signal: state.leaving.signal };
  root.addEventListener('click', event => {
    const button = event.target.closest('button');
    closeMenus(root, event.target.closest('[data-closes]') ? null : event.target.closest('details'));
    if (button?.matches('[data-edit-save]')) save(root, state, post, button.closest('form'));
    else if (button?.matches('[data-again]')) again(state, post, button);
    // The button goes away; the keyboard goes on in the box.
    else if (button?.matches('[data-choose-branch]')) state.composer.focus();
  }, on);
  root.addEventListener('input', event => {
    if (event.target.matches('[data-edit-box]')) grow(event.target);
  }, on);
  // Neither of these events bubbles.
  root.addEventListener('toggle', event => { if (event.target.matches('details[data-menu][open]')) place(event.target); }, { ...on, capture: true });
  root.addEventListener('scroll', event => { if (event.target === state.messages) closeMenus(root); }, { ...on, capture: true, passive: true });
  root.addEventListener('keydown', event => key(root, state, post, event), on);
}

function key(root, state, post, event) {
  const box = event.target;
  if (box.matches('[data-edit-box]')) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save(root, state, post, box.form);
    } else if (event.key === 'Escape') {
      // Escape leaves the box; it does not stop an answer.
      event.preventDefault();
      box.form.querySelector('[data-edit-cancel]').click();
    }
  } else if (box === state.composer && event.key === 'ArrowUp' && !box.value && !event.isComposing && !hasModifier(event)) {
    const last = [...root.querySelectorAll('[data-edit]')].at(-1);
    if (!last) return;
    event.preventDefault();
    last.click();
  } else if (event.key === 'Escape' && box.closest('details[data-menu][open]')) {
    event.preventDefault();
    const menu = box.closest('details');
    menu.open = false;
    menu.querySelector('summary').focus();
  }
}

const hasModifier = event => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;

async function save(root, state, post, form) {
  const text = form.querySelector('[data-edit-box]').value;
  if (!text.trim() || form.dataset.saving) return;
  form.dataset.saving = 'yes';
  state.follow = true;
  const error = form.querySelector('[data-edit-error]');
  const sent = await post({ token: state.token, error }, 'edit', { messageId: form.dataset.editForm, text, ...asked(root) });
  delete form.dataset.saving;
  if (sent) state.composer.focus();
}

async function again(state, post, button) {
  button.disabled = true;
  state.follow = true;
  const { again: action, message: messageId, with: model } = button.dataset;
  const sent = await post(state, action, { messageId, model });
  button.disabled = false;
  // The button gives way to the new answer; the keyboard goes on in the box.
  if (sent) state.composer.focus();
}

/** Puts a menu's list above or below its button, where there is more room. */
function place(menu) {
  const list = menu.querySelector('ul');
  const { top, bottom, right } = menu.getBoundingClientRect();
  const above = top > innerHeight - bottom;
  const gap = 4;
  list.style.top = above ? 'auto' : `${bottom + gap}px`;
  list.style.bottom = above ? `${innerHeight - top + gap}px` : 'auto';
  list.style.maxHeight = `${(above ? top : innerHeight - bottom) - 4 * gap}px`;
  list.style.left = `${Math.max(2 * gap, right - list.offsetWidth)}px`;
}

function closeMenus(root, except) {
  for (const menu of root.querySelectorAll('details[data-menu][open]')) {
    if (menu !== except) menu.open = false;
  }
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
