// show_keys.tsx: opens the list of keys.
import { later } from '../parts/later';
import { showDialog } from '../parts/dialog_place';

const KeysDialog = later(() => import('./keys_dialog').then((module) => module.KeysDialog));

export const showKeys = (): void => showDialog(<KeysDialog />);
