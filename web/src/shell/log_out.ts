// log_out.ts: leaving takes along what this browser kept: drafts of the last user are nobody's business.
import { config } from '../config';
import { wipeDrafts } from '../stores/drafts';

export async function logOut(): Promise<void> {
  await wipeDrafts();
  sessionStorage.clear();
  const form = document.createElement('form');
  form.method = 'post';
  form.action = config.logout;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'csrfmiddlewaretoken';
  field.value = config.csrf;
  form.append(field);
  document.body.append(form);
  form.submit();
}
