// A modal dialog, which only a script can open.

export const open = dialog => dialog.showModal();

export const close = dialog => dialog.close();
