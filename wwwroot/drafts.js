// What is typed and not sent, by conversation. It outlives the tab and the browser; the oldest make room for new ones.

const most = 50;
const longest = 200_000;
const name = conversation => `draft:${conversation ?? 'new'}`;

export function draftOf(conversation) {
  try {
    return JSON.parse(localStorage.getItem(name(conversation)))?.text ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(conversation, text) {
  try {
    // A longer one lives in the box alone: browsers keep some five million characters for a whole site.
    if (!text || text.length > longest) {
      localStorage.removeItem(name(conversation));
      return;
    }
    const isNew = localStorage.getItem(name(conversation)) === null;
    localStorage.setItem(name(conversation), JSON.stringify({ text, at: Date.now() }));
    if (isNew) forgetOldest();
  } catch {
    // The browser keeps nothing, or nothing more.
  }
}

function forgetOldest() {
  const drafts = Object.keys(localStorage).filter(key => key.startsWith('draft:'));
  if (drafts.length <= most) return;
  const at = key => { try { return JSON.parse(localStorage.getItem(key)).at; } catch { return 0; } };
  drafts.map(key => [at(key), key]).sort(([one], [other]) => one - other).slice(0, drafts.length - most).forEach(([, key]) => localStorage.removeItem(key));
}
