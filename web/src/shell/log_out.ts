// log_out.ts: leaving takes along what this browser kept: drafts of the last user are nobody's business.
import { csrfToken } from '../api/client';
import { config } from '../config';
import { wipeDrafts } from '../stores/drafts';

export async function logOut(): Promise<void> {
  await Promise.all([wipeDrafts(), import('../lib/export_place').then(({ wipeExports }) => wipeExports())]);
  sessionStorage.clear();
  const form = document.createElement('form');
  form.method = 'post';
  form.action = config.logout;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'csrfmiddlewaretoken';
  field.value = csrfToken();
  form.append(field);
  document.body.append(form);
  form.submit();
}
