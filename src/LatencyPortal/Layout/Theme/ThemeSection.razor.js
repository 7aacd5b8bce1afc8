// Shows which choice is kept in this browser.
export function mark(choices) {
  const show = () => {
    if (!choices.isConnected) return document.removeEventListener('lp-theme', show);
    const kept = localStorage.getItem('theme') ?? 'system';
    for (const button of choices.children) button.setAttribute('aria-pressed', button.dataset.themeChoice === kept);
  };
  document.addEventListener('lp-theme', show);
  show();
}
