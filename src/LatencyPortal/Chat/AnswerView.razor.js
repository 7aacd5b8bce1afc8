// Applies the changes of an answer's body that the server sends. Nothing of a model's text is ever read as HTML: elements are
// made one by one, from the few names and attributes listed here.

import { listen } from '../sentences.js';

export { colour } from '../code-colours.js';

const tags = new Set(['a', 'blockquote', 'br', 'button', 'code', 'del', 'div', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'input', 'li', 'ol', 'p',
  'pre', 'span', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']);
const attributes = new Set(['aria-label', 'checked', 'class', 'data-copy', 'data-image', 'data-language', 'disabled', 'href', 'rel', 'start',
  'tabindex', 'target', 'title', 'type']);
const formulaTags = new Set(['math', 'mrow', 'mi', 'mn', 'mo', 'mtext', 'mspace', 'msup', 'msub', 'msubsup', 'mfrac', 'msqrt', 'mroot', 'munder',
  'mover', 'munderover', 'mtable', 'mtr', 'mtd', 'mstyle', 'mpadded', 'mphantom']);
const formulaAttributes = new Set(['alttext', 'display', 'displaystyle', 'scriptlevel', 'mathvariant', 'stretchy', 'symmetric', 'fence', 'form',
  'accent', 'accentunder', 'movablelimits', 'linethickness', 'lspace', 'rspace', 'minsize', 'maxsize', 'width', 'height', 'depth', 'class']);
const formulas = 'http://www.w3.org/1998/Math/MathML';
const address = /^(https?:|mailto:|#|\/(?!\/))/i;
const applied = new WeakMap();

// Resolves with the ms until the change is on the screen; -1 where nobody looks: a hidden tab gets no frames, and its answer must not
// wait for one.
const painted = () => new Promise(done => {
  if (document.hidden) return done(-1);
  const begun = performance.now();
  const { port1, port2 } = new MessageChannel();
  const end = value => { document.removeEventListener('visibilitychange', hidden); port1.close(); done(value); };
  const hidden = () => { if (document.hidden) end(-1); };
  document.addEventListener('visibilitychange', hidden);
  // A message that is sent while a frame is being made arrives when that frame has been painted.
  port1.onmessage = () => end(performance.now() - begun);
  requestAnimationFrame(() => port2.postMessage(0));
});

// Changes are numbered: what is there already is not applied again, however often it is sent.
export function apply(body, number, changes) {
  if (!body?.isConnected) return -1;
  if (number > (applied.get(body) ?? 0)) {
    for (const change of changes) {
      if (change[0] === 'p') body.childNodes[change[1]].replaceWith(make(change[2]));
      else if (change[0] !== 's') alter(body, change);
    }
    applied.set(body, number);
    if (body.matches('[data-body]')) listen(body, number === 1);
  }
  return painted();
}

function alter(body, [depth, keep, cut, ...nodes]) {
  let parent = body;
  for (; depth > 0; depth--) parent = parent.lastElementChild;
  while (parent.childNodes.length > (cut < 0 ? keep : keep + 1)) parent.lastChild.remove();
  if (cut >= 0) {
    const text = parent.childNodes[keep];
    if (text.length > cut) text.deleteData(cut, text.length - cut);
  }
  for (const node of nodes) {
    // A text grows in place, so that what is selected in it stays selected.
    if (typeof node === 'string' && parent.lastChild?.nodeType === Node.TEXT_NODE) parent.lastChild.appendData(node);
    else if (node !== '') parent.append(make(node));
  }
}

function make(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  const [tag, values, ...children] = node;
  const isFormula = formulaTags.has(tag);
  if (!isFormula && !tags.has(tag)) throw new Error(`No element ${tag} may stand in an answer.`);
  const element = isFormula ? document.createElementNS(formulas, tag) : document.createElement(tag);
  const allowed = isFormula ? formulaAttributes : attributes;
  for (const [name, value] of Object.entries(values || {})) {
    if (!allowed.has(name) || (name === 'href' && !address.test(value))) throw new Error(`No attribute ${name} may stand in an answer.`);
    element.setAttribute(name, value);
  }
  element.append(...children.map(make));
  return element;
}
