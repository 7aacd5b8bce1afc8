// The browser's side of a conversation's parameters: they are saved while they are typed, and the last change can be undone.

const newKey = 'settings:new';
const empty = { systemPrompt: null, parameters: {}, template: null, variables: null };
const pause = 400;
// Beyond what any rule allows, and still a whole number for the portal.
const huge = 2_000_000_000;
const sheets = new WeakMap();

/** Listens on a page. `post` sends as the page does. */
export function listenToSheet(root, state, post) {
  const on = { signal: state.leaving.signal };
  root.addEventListener('input', event => {
    const sheet = event.target.closest('[data-sheet]');
    if (sheet) later(sheet, event.target);
  }, on);
  root.addEventListener('change', event => {
    const sheet = event.target.closest('[data-sheet]');
    const own = sheets.get(sheet);
    if (!own) return;
    if (event.target.dataset.field === 'template') own.showVariables();
    own.save();
  }, on);
  root.addEventListener('focusout', event => {
    const own = sheets.get(event.target.closest('[data-sheet]'));
    // What is typed after coming back to a field is another change.
    if (own) own.field = null;
  }, on);
  root.addEventListener('click', event => {
    const own = sheets.get(event.target.closest('[data-sheet]'));
    if (event.target.closest('[data-sheet-undo]')) own?.undo();
    else if (event.target.closest('[data-sheet-reset]')) own?.reset();
  }, on);
  root.addEventListener('keydown', event => {
    const sheet = event.target.closest('[data-sheet]');
    if (event.key !== 'Escape' || !sheet) return;
    // Escape closes the sheet; it does not stop an answer.
    event.preventDefault();
    sheet.querySelector('[data-sheet-close]').click();
  }, on);
  state.makeSheet = sheet => sheets.set(sheet, new Sheet(sheet, state, post));
  tell(state);
}

/** What a new chat sets, for its first question; undefined when that is nothing. */
export function newSettings() {
  const settings = kept();
  return differs(settings) ? settings : undefined;
}

/** The first question has taken them along. */
export function forgetNewSettings(state) {
  keep(empty);
  tell(state);
}

function tell(state) {
  state.page.invokeMethodAsync('TellNewSettings', newSettings() !== undefined);
}

/** Fills a sheet that has just been drawn. */
export async function openSheet(state, sheet) {
  state.makeSheet(sheet);
  sheet.querySelector('h2').focus();
  await sheets.get(sheet).load();
}

function later(sheet, field) {
  const own = sheets.get(sheet);
  if (!own) return;
  own.touched = field.dataset.field ?? field.dataset.variable;
  clearTimeout(own.timer);
  own.timer = setTimeout(() => own.save({ typing: true }), pause);
}

class Sheet {
  constructor(element, state, post) {
    Object.assign(this, { element, state, post, saved: empty, earlier: [], number: 0, refused: 0 });
    this.last = Promise.resolve();
    // A question waits until what is typed here is saved.
    state.saving = async () => { await this.save(); return this.element.isConnected && this.read().faults.length + this.refused > 0; };
  }

  get conversation() { return this.element.dataset.sheet === 'new' ? null : this.element.dataset.sheet; }

  async load() {
    const settings = this.conversation
      ? await fetch(`/chat-api/settings/${this.conversation}`).then(answer => answer.ok ? answer.json() : empty, () => null)
      : kept();
    if (!settings) return this.say('The portal cannot be reached. Close this and open it again.');
    this.saved = settings;
    this.fill(settings);
  }

  fill({ systemPrompt, parameters, template, variables }) {
    // What has no field for this model stays as it is.
    this.base = parameters ?? {};
    this.template = template ?? null;
    this.variables = variables ?? null;
    const values = { ...parameters, systemPrompt, template, stop: parameters?.stop?.join('\n') };
    for (const box of this.element.querySelectorAll('[data-field]')) box.value = values[box.dataset.field] ?? '';
    // A template that is gone stays chosen until another one is: its chat says so.
    const choice = this.element.querySelector('[data-field="template"]');
    if (choice && template && choice.value !== template) {
      choice.add(new Option(`${template} (gone)`, template));
      choice.value = template;
    }
    for (const box of this.element.querySelectorAll('[data-variable]')) box.value = variables?.[box.dataset.variable] ?? '';
    this.showVariables();
  }

  get chosen() {
    const choice = this.element.querySelector('[data-field="template"]');
    return choice ? choice.value || null : this.template;
  }

  showVariables() {
    for (const group of this.element.querySelectorAll('[data-template]')) group.hidden = group.dataset.template !== this.chosen;
  }

  /** What stands in the fields of the chosen template; without one there is nothing to fill. */
  readVariables() {
    if (!this.chosen) return null;
    const group = [...this.element.querySelectorAll('[data-template]')].find(one => one.dataset.template === this.chosen);
    if (!group) return this.variables;
    const typed = [...group.querySelectorAll('[data-variable]')].filter(box => box.value).map(box => [box.dataset.variable, box.value]);
    return typed.length ? Object.fromEntries(typed) : null;
  }

  /** The settings as typed, and what is no number. */
  read() {
    const faults = [];
    const settings = { systemPrompt: null, parameters: { ...this.base }, template: this.chosen, variables: this.readVariables() };
    for (const box of this.element.querySelectorAll('[data-field]')) {
      const { field, kind } = box.dataset;
      if (field === 'template') continue;
      const text = box.value;
      let value = text.trim() ? text : null;
      if (value && kind) {
        value = Number(text.trim().replace(',', '.'));
        if (Number.isNaN(value)) faults.push({ field, reason: 'This must be a number.' });
        else if (kind === 'whole' && !Number.isInteger(value)) faults.push({ field, reason: 'This must be a whole number.' });
        if (field === 'maxTokens') value = Math.max(-huge, Math.min(huge, value));
        if (field === 'seed' && !Number.isSafeInteger(value)) value = Math.sign(value) * (Number.MAX_SAFE_INTEGER + 1);
      }
      if (field === 'systemPrompt') settings.systemPrompt = value;
      else if (field === 'stop') settings.parameters.stop = value?.split('\n').map(line => line.replace(/\r$/, '')).filter(Boolean) ?? null;
      else settings.parameters[field] = value;
    }
    return { settings, faults };
  }

  /** Saves what is typed; one save after the other, so that the last one stays. */
  save({ undone = false, typing = false } = {}) {
    clearTimeout(this.timer);
    const number = ++this.number;
    this.last = this.last.then(() => this.send(number, undone, typing));
    return this.last;
  }

  async send(number, undone, typing) {
    if (number !== this.number) return; // A later save holds more.
    const { settings, faults } = this.read();
    this.refused = 0;
    if (same(settings, this.saved)) return this.mark([]);
    if (faults.length) return this.mark(faults, typing);
    const before = this.saved;
    const error = { hidden: true };
    let refused = [];
    const answer = await this.post({ token: this.state.token, error, refused: list => { refused = list; } }, 'settings', { conversationId: this.conversation, settings });
    this.refused = refused.length;
    this.mark(refused, typing);
    if (!answer) {
      if (!refused.length) this.say(error.textContent);
      return;
    }
    this.saved = answer;
    if (!this.conversation) {
      keep(answer);
      tell(this.state);
    }
    // Letters of one field are one change.
    if (!undone && !(this.touched && this.touched === this.field)) this.earlier.push(before);
    this.field = this.touched;
    this.say(undone ? 'Undone.' : 'Saved.');
  }

  undo() {
    // What could not be saved goes first.
    const before = same(this.read().settings, this.saved) ? this.earlier.pop() : this.saved;
    if (!before) return;
    this.fill(before);
    this.field = this.touched = null;
    this.save({ undone: true });
  }

  reset() {
    this.fill(empty);
    this.field = this.touched = null;
    this.save();
  }

  mark(faults, typing = false) {
    // Nobody is told of a number that is not written to its end.
    if (typing && faults.length) return;
    for (const place of this.element.querySelectorAll('[data-fault]')) {
      const fault = faults.find(one => one.field === place.dataset.fault);
      place.textContent = fault?.reason ?? '';
      place.hidden = !fault;
      this.element.querySelector(`[data-field="${place.dataset.fault}"]`)?.setAttribute('aria-invalid', fault ? 'true' : 'false');
    }
    this.say(faults.length ? 'Not saved: mend what is marked.' : '');
  }

  say(text) {
    this.element.querySelector('[data-sheet-status]').textContent = text;
    this.element.querySelector('[data-sheet-undo]').hidden = this.earlier.length === 0;
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(newKey)) ?? empty;
  } catch {
    return empty;
  }
}

function keep(settings) {
  try {
    if (differs(settings)) sessionStorage.setItem(newKey, JSON.stringify(settings));
    else sessionStorage.removeItem(newKey);
  } catch {
    // A system prompt larger than the browser's quota cannot wait here; the sheet of the conversation takes it after the first question.
  }
}

function tidy({ systemPrompt, parameters, template, variables }) {
  const set = Object.entries(parameters ?? {}).filter(([, value]) => value !== null && value !== undefined && value.length !== 0);
  const byName = ([a], [b]) => a < b ? -1 : 1;
  return JSON.stringify([systemPrompt?.trim() || null, set.sort(byName), template || null, Object.entries(variables ?? {}).sort(byName)]);
}

function same(one, other) {
  return tidy(one) === tidy(other);
}

function differs(settings) {
  return !same(settings, empty);
}
