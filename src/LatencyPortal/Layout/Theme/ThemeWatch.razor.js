// Passes on which theme is on; theme.js decides it.
let leaving;

export function watch(owner) {
  leaving = new AbortController();
  const tell = () => owner.invokeMethodAsync('SetDark', document.documentElement.dataset.theme === 'dark');
  document.addEventListener('lp-theme', tell, { signal: leaving.signal });
  tell();
}

export function unwatch() {
  leaving?.abort();
}
