// export.ts: all rows of a result as a file. What broke off is said and not saved, so that no short file looks whole.
//
// - The rows go to a file of this browser's own on disk as they come, and only a whole one is handed on as a download; a
//   browser that has no such place (an address without TLS, a private window) gathers them in memory.
import { ApiError } from '../api/client';
import { exportAll } from '../api/routes';
import { inMemory, onDisk, type Place } from '../lib/export_place';
import { size } from '../lib/format';
import { saveAs } from '../lib/save_as';
import { exporting } from '../stores/exporting';
import type { Result } from '../stores/runs';
import { say } from '../stores/said';
import { activeTab } from '../stores/tabs';
import { text } from '../text';
import { paramsFor } from './values';

export async function exportResult(result: Result): Promise<void> {
  const tab = activeTab();
  if (!tab || exporting.get()) return;
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  exporting.set({ bytes: 0, stop });
  let bytes = 0;
  let place: Place | null = null;
  try {
    const { language } = result;
    const params = paramsFor(language, result.statement.text, tab);
    const response = await exportAll({ source_id: tab.source, language, query: result.statement.text, format: 'csv', ...(params && { params }) }, controller.signal);
    place = (await onDisk()) ?? inMemory();
    const reader = response.body!.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      await place.write(part.value);
      bytes += part.value.length;
      exporting.set({ bytes, stop });
    }
    const name = `${tab.title.replaceAll(/[^\p{L}\p{N} _.-]/gu, '_')}.csv`;
    saveAs(URL.createObjectURL(await place.whole()), name);
    say(text.foot.exported(name, size(bytes)));
  } catch (error) {
    void place?.drop();
    if (controller.signal.aborted) say(text.foot.exportStopped);
    else say(error instanceof ApiError && bytes === 0 ? error.message : text.foot.exportBroke(size(bytes)));
  } finally {
    exporting.set(null);
  }
}
