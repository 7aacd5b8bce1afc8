// Light or dark, before anything is drawn: what the reader chose in this browser, otherwise what the system says.
{
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const apply = () => {
    const theme = chosen() ?? (system.matches ? 'dark' : 'light');
    if (document.documentElement.dataset.theme === theme) return;
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new Event('lp-theme'));
  };
  apply();
  system.addEventListener('change', apply);
  addEventListener('storage', apply);
  document.addEventListener('click', event => {
    const choice = event.target.closest?.('[data-theme-choice]')?.dataset.themeChoice;
    if (!choice) return;
    try {
      if (choice === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', choice);
    } catch {
      // Without storage the choice cannot be kept; the system's is used.
    }
    apply();
    document.dispatchEvent(new Event('lp-theme'));
  });
}
