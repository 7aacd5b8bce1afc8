// Colours code when the browser has time for it: elements are put around its words, a few milliseconds of work at a time, so that text
// that is still arriving never waits for colours. (Highlights without elements would be less to do once; but Chromium validates and
// paints every highlighted text of a page anew whenever anything on the page changes.)

const kinds = ['comment', 'string', 'number', 'keyword', 'function', 'type', 'attribute', 'inserted', 'deleted'].map(name => `lp-code-${name}`);
const sliceMs = 4;
const whenIdle = globalThis.requestIdleCallback ?? (work => setTimeout(() => work({ timeRemaining: () => sliceMs }), 50));
const queue = [];
const done = new WeakSet();
let scheduled = false;

// ordinal: of the code block in the body; length: of its text; marks: triples of numbers: kind, units since the last, units.
export function colour(body, ordinal, length, marks) {
  const code = body?.isConnected ? body.querySelectorAll('pre > code')[ordinal] : null;
  const text = code?.firstChild;
  // What is not one text of that length is not the block that was looked at.
  if (!text || done.has(code) || text.nextSibling || text.length !== length) return;
  done.add(code);
  queue.push({ code, rest: text, words: wordsOf(marks) });
  schedule();
}

function wordsOf(marks) {
  const words = [];
  for (let i = 0, at = 0; i < marks.length; i += 3) {
    const start = at + marks[i + 1];
    at = start + marks[i + 2];
    words.push({ kind: marks[i], start, end: at });
  }
  return words;
}

function schedule() {
  if (scheduled || queue.length === 0) return;
  scheduled = true;
  whenIdle(work);
}

function work(deadline) {
  scheduled = false;
  const end = performance.now() + Math.min(sliceMs, Math.max(1, deadline.timeRemaining()));
  // Code in which something is selected waits: its text must not be taken apart under the reader's hands.
  const free = queue.findIndex(job => !isSelected(job.code));
  if (free < 0) return void document.addEventListener('selectionchange', schedule, { once: true });
  if (colourSlice(queue[free], end)) queue.splice(free, 1);
  schedule();
}

function isSelected(code) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(code, true);
}

// From the last word to the first: what is left keeps its place, and browsers count a text that begins elsewhere as a shift of the
// layout. True when there is nothing left to do.
function colourSlice({ code, rest, words }, end) {
  if (!code.isConnected) return true;
  const text = rest.data;
  const pieces = [];
  let left = text.length;
  while (words.length && performance.now() < end) {
    const { kind, start, end: wordEnd } = words.pop();
    if (wordEnd < left) pieces.push(text.slice(wordEnd, left));
    const word = document.createElement('span');
    word.className = kinds[kind];
    word.textContent = text.slice(start, wordEnd);
    pieces.push(word);
    left = start;
  }
  rest.deleteData(left, text.length - left);
  rest.after(...pieces.reverse());
  if (words.length) return false;
  code.dispatchEvent(new CustomEvent('lp-coloured', { bubbles: true }));
  return true;
}
