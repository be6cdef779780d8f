// keys.ts: how keys are called on this machine: ⌘ on a Mac, Ctrl elsewhere.
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export const mod = isMac ? '⌘' : 'Ctrl ';
export const shift = isMac ? '⇧' : 'Shift ';

/** Is ⌘ (Ctrl elsewhere) held, and Alt not? */
export const withMod = (event: KeyboardEvent | { metaKey: boolean; ctrlKey: boolean; altKey: boolean }): boolean =>
  (isMac ? event.metaKey : event.ctrlKey) && !event.altKey;
