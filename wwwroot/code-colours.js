// Colours code by the CSS Custom Highlight API: the elements and texts stay as they are, so nothing moves, and what is selected stays
// selected. A browser without it shows code in one colour.

const names = ['comment', 'string', 'number', 'keyword', 'function', 'type', 'attribute', 'inserted', 'deleted'];
const highlights = globalThis.Highlight && CSS.highlights
  ? names.map(name => { const own = new Highlight(); CSS.highlights.set(`lp-code-${name}`, own); return own; })
  : null;
const coloured = new Map();

// ordinal: of the code block in the body; length: of its text; marks: triples of numbers: kind, units since the last, units.
export function colour(body, ordinal, length, marks) {
  if (!highlights || !body?.isConnected) return;
  forget(code => !code.isConnected);
  const code = body.querySelectorAll('pre > code')[ordinal];
  const text = code?.firstChild;
  // What is not one text of that length is not the block that was looked at.
  if (!text || text.nextSibling || text.length !== length) return;
  forget(old => old === code);
  const ranges = [];
  for (let i = 0, at = 0; i < marks.length; i += 3) {
    const start = at + marks[i + 1];
    at = start + marks[i + 2];
    const range = new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: at });
    highlights[marks[i]].add(range);
    ranges.push([marks[i], range]);
  }
  coloured.set(code, ranges);
}

// Ranges hold their texts; those of answers that are gone must not.
function forget(isGone) {
  for (const [code, ranges] of coloured) {
    if (!isGone(code)) continue;
    for (const [kind, range] of ranges) highlights[kind].delete(range);
    coloured.delete(code);
  }
}
