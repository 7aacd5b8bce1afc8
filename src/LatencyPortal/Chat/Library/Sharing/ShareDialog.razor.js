// A modal dialog, which only a script can open, and the clipboard.

// The entry of the menu that opened it is gone when it closes; the keyboard goes on at that menu.
export function open(dialog, conversation) {
  dialog.addEventListener('close', () => {
    const row = document.querySelector(`aside li:has(a[href="/chat/${conversation}"])`);
    row?.querySelector('details[data-menu] > summary')?.focus();
  }, { once: true });
  dialog.showModal();
}

export const close = dialog => dialog.close();

export async function copy(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    return false; // It is selected: Ctrl+C takes it.
  }
}
