// dialog_place.tsx: the one dialog that lies over the page, whoever opened it.
import type { ReactNode } from 'react';
import { Store, useStore } from '../lib/store';

const shown = new Store<ReactNode>(null);

export const showDialog = (dialog: ReactNode): void => shown.set(dialog);

export const closeDialog = (): void => shown.set(null);

export const dialogIsOpen = (): boolean => shown.get() !== null;

export const DialogPlace = (): ReactNode => useStore(shown);
