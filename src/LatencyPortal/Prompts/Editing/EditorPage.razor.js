// The browser's side of the editor: texts are posted while they are typed, segments are moved by pointer and keys.

const pause = 250;
const editors = new WeakMap();

export function enter(root, page, name, id, token) {
  const editor = new Editor(root, page, name, id, token);
  editors.set(root, editor);
  editor.listen();
}

export function leave(root) {
  editors.get(root)?.leave();
  editors.delete(root);
}

/** Texts that came from elsewhere, by the names of boxes, and what takes the focus then. */
export function fill(root, fields, focus) {
  editors.get(root)?.fill(fields, focus);
}

class Editor {
  constructor(root, page, name, id, token) {
    Object.assign(this, { root, page, name, id, token, typed: new Map(), leaving: new AbortController() });
    this.state = root.querySelector('[data-saving]');
    this.fault = root.querySelector('[data-save-fault]');
  }

  listen() {
    const on = { signal: this.leaving.signal };
    this.root.addEventListener('input', event => {
      const { field } = event.target.dataset;
      if (!field) return;
      this.typed.set(field, event.target.value);
      this.state.textContent = 'Saving…';
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }, on);
    this.root.addEventListener('change', event => { if (event.target.dataset.field) this.save(); }, on);
    // What a button changes is changed in the text as it was typed to its end.
    this.root.addEventListener('click', event => this.typedFirst(event), { ...on, capture: true });
    this.root.addEventListener('click', event => this.click(event), on);
    this.root.addEventListener('keydown', event => this.key(event), on);
    this.root.addEventListener('pointerdown', event => this.drag(event), on);
    this.root.addEventListener('pointerover', event => this.tell(event.target), on);
    this.root.addEventListener('focusin', event => this.tell(event.target), on);
    // Nothing the keyboard goes to hides behind the bar, which stays in view where there is room.
    if (matchMedia('(min-width: 721px) and (min-height: 641px)').matches) document.documentElement.style.scrollPaddingTop = '212px';
    addEventListener('pagehide', () => { if (this.typed.size) this.send(true); }, on);
  }

  leave() {
    clearTimeout(this.timer);
    document.documentElement.style.scrollPaddingTop = '';
    if (this.typed.size) this.send(true);
    this.leaving.abort();
  }

  fill(fields, focus) {
    for (const [field, text] of Object.entries(fields)) {
      const box = this.box(field);
      // What is being typed here wins; it is on its way.
      if (box && !this.typed.has(field) && box.value !== text) box.value = text;
    }
    if (focus) this.root.querySelector(focus)?.focus();
  }

  box(field) { return this.root.querySelector(`[data-field="${field}"]`); }

  /** Saves what is typed; one post after the other, each with all that came meanwhile. */
  save() {
    clearTimeout(this.timer);
    this.saving ??= this.saveAll().finally(() => { this.saving = null; });
    return this.saving;
  }

  async saveAll() {
    while (this.typed.size) {
      const problem = await this.send(false);
      this.fault.hidden = !problem;
      this.fault.textContent = problem ?? '';
      this.state.textContent = problem ? 'Not saved' : 'Saved';
      if (problem) return;
    }
  }

  async send(last) {
    const sent = new Map(this.typed);
    let answer;
    try {
      answer = await fetch(`/prompts-api/${this.name}/fields`, {
        method: 'POST',
        keepalive: last,
        headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': this.token },
        body: JSON.stringify({ page: this.id, fields: Object.fromEntries(sent) }),
      });
    } catch {
      return 'Not saved: the portal cannot be reached. What you typed stays here and is sent with the next letter.';
    }
    if (!answer.ok) {
      const body = await answer.json().catch(() => null);
      return `Not saved: ${body?.error ?? `the portal refused it (status ${answer.status}).`}`;
    }
    for (const [field, text] of sent) if (this.typed.get(field) === text) this.typed.delete(field);
    return null;
  }

  async typedFirst(event) {
    const button = event.target.closest('[data-typed-first]');
    if (!button || !(this.typed.size || this.saving)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.save();
    if (!this.typed.size) button.click();
  }

  click(event) {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.move) {
      this.move(button.closest('[data-card]'), Number(button.dataset.move));
    } else if (button.matches('[data-jump-place]')) {
      this.showPlace();
    } else if (button.dataset.jump) {
      this.show(this.root.querySelector(`[data-card="${button.dataset.jump}"]`));
    }
  }

  key(event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const card = event.target.closest('[data-card]');
      if (!card) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(card, event.key === 'ArrowUp' ? -1 : 1);
      return;
    }
    const strip = event.target.closest('[data-pieces]');
    if (!strip) return;
    const pieces = [...strip.children];
    const at = pieces.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: pieces.length - 1 }[event.key];
    if (to === undefined || !pieces[to]) return;
    event.preventDefault();
    pieces[at].tabIndex = -1;
    pieces[to].tabIndex = 0;
    pieces[to].focus();
  }

  /** A card that is put elsewhere loses the focus; what had it gets it back. */
  async move(card, by) {
    if (!card || !by) return;
    const had = document.activeElement;
    await this.save();
    await this.page.invokeMethodAsync('MoveAsync', Number(card.dataset.card), by);
    if (document.activeElement === had && !had.disabled) return;
    // At the end of the way a button is off; its neighbour goes the way back.
    const target = had.disabled ? card.querySelector('[data-move]:not(:disabled)') : had;
    if (this.root.contains(target)) target.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest' });
  }

  drag(event) {
    const grip = event.target.closest('[data-grip]');
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    const card = grip.closest('[data-card]');
    const cards = [...card.parentElement.children];
    const from = cards.indexOf(card);
    let to = from;
    grip.setPointerCapture(event.pointerId);
    card.dataset.dragging = '';
    const follow = move => {
      to = cards.filter(other => other !== card && middle(other) < move.clientY).length;
      for (const [i, other] of cards.entries()) {
        if (i !== from && i === to && to !== from) other.dataset.drop = to > from ? 'below' : 'above';
        else delete other.dataset.drop;
      }
    };
    const end = done => {
      grip.removeEventListener('pointermove', follow);
      delete card.dataset.dragging;
      for (const other of cards) delete other.dataset.drop;
      if (done.type === 'pointerup' && to !== from) this.move(card, to - from);
    };
    grip.addEventListener('pointermove', follow);
    grip.addEventListener('pointerup', end, { once: true });
    grip.addEventListener('pointercancel', end, { once: true });
  }

  show(card) {
    if (!card) return;
    card.scrollIntoView({ block: 'start' });
    (card.querySelector('textarea') ?? card.querySelector('input'))?.focus({ preventScroll: true });
  }

  showPlace() {
    const place = this.root.querySelector('[data-place-start]');
    if (!place) return;
    const card = place.closest('[data-card]');
    const box = card.querySelector('textarea');
    card.scrollIntoView({ block: 'start' });
    box.focus({ preventScroll: true });
    box.setSelectionRange(Number(place.dataset.placeStart), Number(place.dataset.placeEnd));
  }

  /** What a piece of the strip is stands under it, for pointer and keys. */
  tell(target) {
    const line = this.root.querySelector('[data-tip-line]');
    if (!line) return;
    const tip = target.closest?.('[data-tip]')?.dataset.tip;
    if (tip) {
      line.dataset.tip = tip;
    } else {
      delete line.dataset.tip;
    }
  }
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}
