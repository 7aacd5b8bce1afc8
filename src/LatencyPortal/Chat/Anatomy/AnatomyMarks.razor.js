// Paints marks over the text of answers with the CSS Custom Highlight API: ranges beside the text, never a change of it.

const names = { draft: 'lp-draft', ngram: 'lp-ngram', forced: 'lp-forced', stall: 'lp-stall' };
const shown = new Map();

export const supported = () => typeof Highlight === 'function' && !!CSS.highlights;
export const remembered = () => localStorage.getItem('show-origins') === 'yes';
export const remember = on => localStorage.setItem('show-origins', on ? 'yes' : 'no');

export function show(panel, origins, stalls) {
  const body = bodyOf(panel);
  if (!body) return;
  const marks = Object.entries({ ...origins, stall: stalls.flatMap(at => [at, at + 1]) }).filter(([kind]) => names[kind]);
  shown.set(panel, { body, marks });
  place(panel);
  paint();
}

function place(panel) {
  const own = shown.get(panel);
  own.placed = own.marks.map(([kind, flat]) => [names[kind], ranges(own.body, flat)]);
}

// Colours take the texts of code apart; what was marked there is looked for anew.
document.addEventListener('lp-coloured', event => {
  const panels = [...shown.keys()].filter(panel => shown.get(panel).body.contains(event.target));
  panels.forEach(place);
  if (panels.length) paint();
});

// Panels that are no longer on the page take their marks along.
export function clear() {
  paint();
}

export function jump(panel, at) {
  const body = bodyOf(panel);
  const [range] = body ? ranges(body, [at, at + 1]) : [];
  const gentle = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  range?.startContainer.parentElement.scrollIntoView({ block: 'center', behavior: gentle });
  if (range) getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
}

const bodyOf = panel => panel?.closest('article[data-message]')?.querySelector('.body');

function paint() {
  for (const panel of shown.keys()) if (!panel.isConnected) shown.delete(panel);
  for (const name of Object.values(names)) {
    const all = [...shown.values()].flatMap(({ placed }) => placed.filter(([of]) => of === name).flatMap(([, found]) => found));
    if (all.length) CSS.highlights.set(name, new Highlight(...all));
    else CSS.highlights.delete(name);
  }
}

// Pairs of offsets, ascending, in the text of all text nodes one after another; one walk for all of them.
function ranges(body, flat) {
  const found = [];
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let node = walk.nextNode();
  let before = 0;
  const place = (offset, atEnd) => {
    while (node && (offset > before + node.length || (!atEnd && offset === before + node.length))) {
      before += node.length;
      node = walk.nextNode();
    }
    return node && [node, offset - before];
  };
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const start = place(flat[i], false);
    if (!start) break;
    let end = place(flat[i + 1], true);
    if (!end) {
      const last = walk.currentNode;
      end = [last, last.length];
    }
    const range = new Range();
    range.setStart(...start);
    range.setEnd(...end);
    found.push(range);
  }
  return found;
}
