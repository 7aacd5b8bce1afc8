// A modal dialog, which only a script can open, and the clipboard.

export const open = dialog => dialog.showModal();

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
