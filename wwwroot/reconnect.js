// Shows the connection notice that Blazor drives by events, and reloads when the server has forgotten this page.
const notice = document.getElementById('components-reconnect-modal');

async function reconnect() {
  try {
    if (!await Blazor.reconnect() && !await Blazor.resumeCircuit()) location.reload();
  } catch {
    notice.dataset.state = 'failed';
  }
}

notice.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  if (state === 'hide') {
    notice.close();
  } else if (state === 'rejected') {
    location.reload();
  } else {
    notice.dataset.state = state === 'failed' ? 'failed' : 'retrying';
    if (!notice.open) notice.show();
  }
});
notice.querySelector('[data-reconnect]').addEventListener('click', reconnect);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && notice.open && notice.dataset.state === 'failed') reconnect();
});
