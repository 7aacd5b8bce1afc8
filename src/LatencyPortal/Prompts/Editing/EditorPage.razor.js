// The browser's side of the editor: texts are posted while they are typed, segments are moved by pointer and keys.

const pause = 250;
/** So near an edge of the window a segment that is dragged scrolls the page, in px. */
const edge = 72;
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

/** Texts that came from elsewhere, by the names of boxes, the number of the view they are from, and what takes the focus then. */
export function fill(root, fields, number, focus) {
  editors.get(root)?.fill(fields, number, focus);
}

class Editor {
  constructor(root, page, name, id, token) {
    Object.assign(this, { root, page, name, id, token, typed: new Map(), leaving: new AbortController() });
    /** What the portal and this page last agreed on, by field: its text, and the number of the view it is from. */
    this.known = new Map();
    /** What came from elsewhere into a box that is being typed into. */
    this.waiting = new Map();
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

  fill(fields, number, focus) {
    for (const [field, text] of Object.entries(fields)) this.take(field, { text: lines(text), number });
    if (focus) this.root.querySelector(focus)?.focus();
  }

  /** A text from elsewhere goes into its box, unless a later one stands there. */
  take(field, news) {
    if (news.number < (this.known.get(field)?.number ?? 0)) return;
    // What is being typed is on its way; the portal answers if it does not fit.
    if (this.typed.has(field)) {
      this.waiting.set(field, news);
      return;
    }
    this.known.set(field, news);
    const box = this.box(field);
    if (box) put(box, news.text);
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
        body: JSON.stringify({ page: this.id, fields: Object.fromEntries(sent), bases: this.bases(sent) }),
      });
    } catch {
      return 'Not saved: the portal cannot be reached. What you typed stays here and is sent with the next letter.';
    }
    if (!answer.ok) {
      const body = await answer.json().catch(() => null);
      return `Not saved: ${body?.error ?? `the portal refused it (status ${answer.status}).`}`;
    }
    const { number, theirs } = await answer.json();
    for (const [field, text] of sent) {
      if (field in theirs) {
        this.merge(field, this.typed.get(field) ?? text, { text: lines(theirs[field]), number });
        continue;
      }
      this.known.set(field, { text, number });
      if (this.typed.get(field) !== text) continue;
      this.typed.delete(field);
      const news = this.waiting.get(field);
      this.waiting.delete(field);
      if (news) this.take(field, news);
    }
    // Nobody comes back for what was merged in leaving.
    if (last && Object.keys(theirs).length && this.typed.size) return this.send(true);
    return null;
  }

  bases(sent) {
    return Object.fromEntries([...sent.keys()].filter(field => this.known.has(field)).map(field => [field, this.known.get(field).number]));
  }

  /** Somebody else changed what is typed into here: both changes stand, or else the own one, and that is said. */
  merge(field, own, theirs) {
    const base = this.known.get(field)?.text ?? theirs.text;
    const box = this.box(field);
    const both = merged(base, own, theirs.text);
    this.known.set(field, theirs);
    this.waiting.delete(field);
    if (both === null) this.note(box);
    const text = both ?? own;
    if (text === theirs.text) {
      this.typed.delete(field);
    } else {
      this.typed.set(field, text);
    }
    if (box) put(box, text);
  }

  note(box) {
    const note = this.root.querySelector('[data-merge-note]');
    const where = box?.ariaLabel ?? box?.closest('label')?.textContent.trim() ?? 'a box';
    note.querySelector('[data-merge-text]').textContent =
      `${where}: another tab changed the same place while you typed. Your text stands; Undo brings the other one back.`;
    note.hidden = false;
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
    if (button.matches('[data-merge-close]')) {
      button.closest('[data-merge-note]').hidden = true;
    } else if (button.dataset.move) {
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
    // Unknown until it moves: a grip near an edge does not scroll by being taken.
    let pointer = null;
    const find = () => {
      to = cards.filter(other => other !== card && middle(other) < pointer).length;
      for (const [i, other] of cards.entries()) {
        if (i !== from && i === to && to !== from) other.dataset.drop = to > from ? 'below' : 'above';
        else delete other.dataset.drop;
      }
    };
    const follow = move => {
      pointer = move.clientY;
      find();
    };
    // Near the window's edges the page goes on under the pointer, the faster the nearer.
    let beat = requestAnimationFrame(function scroll() {
      const by = pointer === null ? 0 : pointer < edge ? pointer - edge : Math.max(0, pointer - (innerHeight - edge));
      if (by) {
        scrollBy({ top: Math.round(by / 3), behavior: 'instant' });
        find();
      }
      beat = requestAnimationFrame(scroll);
    });
    const end = done => {
      cancelAnimationFrame(beat);
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

/** Line ends as a box has them. */
function lines(text) { return text.replace(/\r\n?/g, '\n'); }

/** Where a text differs from an earlier one: from start, the earlier one up to end, by so many characters more. */
function change(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, end: before.length - same, more: after.length - before.length };
}

/** A text with two changes of it, or null where they lie over each other. */
function merged(base, own, theirs) {
  if (own === theirs || base === theirs) return own;
  if (base === own) return theirs;
  const [mine, other] = [change(base, own), change(base, theirs)];
  // Of two insertions at one place the own one comes first: what is typed on stays in one piece.
  if (mine.end <= other.start) return own.slice(0, mine.end + mine.more) + theirs.slice(mine.end);
  if (other.end <= mine.start) return theirs.slice(0, other.end + other.more) + own.slice(other.end);
  return null;
}

/** Gives a box another text; the caret stays where it was in the text. */
function put(box, text) {
  if (box.value === text) return;
  if (document.activeElement !== box || box.selectionStart === null) {
    box.value = text;
    return;
  }
  const { start, end, more } = change(box.value, text);
  const follow = place => place <= start ? place : place >= end ? place + more : Math.min(place, end + more);
  const [from, to, direction, top] = [follow(box.selectionStart), follow(box.selectionEnd), box.selectionDirection, box.scrollTop];
  box.value = text;
  box.setSelectionRange(from, to, direction);
  box.scrollTop = top;
}
