// Sends a chosen file to the portal and goes to the template that it became.

export function enter(root, token) {
  const box = root.querySelector('[data-import]');
  const fault = root.querySelector('[data-import-fault]');
  box.addEventListener('change', async () => {
    const file = box.files[0];
    if (!file) return;
    fault.hidden = true;
    const problem = await send(file, token);
    // The same file, mended, counts as another choice.
    box.value = '';
    if (!problem) return;
    fault.textContent = `${file.name}: ${problem}`;
    fault.hidden = false;
  });
}

async function send(file, token) {
  if (file.size > 16 * 1024 * 1024) return 'a file may have at most 16 MB.';
  let answer;
  try {
    answer = await fetch('/prompts-api/import', { method: 'POST', headers: { 'Content-Type': 'text/plain', 'X-XSRF-TOKEN': token }, body: file });
  } catch {
    return 'the portal cannot be reached, or the file cannot be read any more.';
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) return body?.error ?? `the portal refused it (status ${answer.status}).`;
  // A click on a link, so that the page goes on without loading anew.
  const link = document.createElement('a');
  link.href = `/prompts/${body.name}`;
  document.body.append(link);
  link.click();
  link.remove();
  return null;
}
