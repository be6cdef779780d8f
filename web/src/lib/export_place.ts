// export_place.ts: where the rows of an export gather until it is whole: a file of this browser's own, or its memory.
/** Where an export gathers. */
export interface Place {
  write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>;
  whole: () => Promise<Blob>;
  drop: () => Promise<void>;
}

export function inMemory(): Place {
  const chunks: BlobPart[] = [];
  return {
    write: async (chunk) => { chunks.push(chunk); },
    whole: async () => new Blob(chunks, { type: 'text/csv' }),
    drop: async () => { chunks.length = 0; },
  };
}

const folder = 'exports';

/** A browser may still be copying a download that was saved this long ago. */
const kept = 3_600_000;

export async function onDisk(): Promise<Place | null> {
  try {
    const directory = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    for await (const name of directory.keys()) if (Date.now() - parseInt(name, 10) > kept) await directory.removeEntry(name);
    const name = `${Date.now()}-${crypto.randomUUID()}`;
    const file = await directory.getFileHandle(name, { create: true });
    const writable = await file.createWritable();
    return {
      write: (chunk) => writable.write(chunk),
      whole: async () => {
        await writable.close();
        return file.getFile();
      },
      drop: async () => {
        await writable.abort().catch(() => undefined);
        await directory.removeEntry(name).catch(() => undefined);
      },
    };
  } catch {
    return null;
  }
}

/** Leaves no export of anybody in this browser. */
export async function wipeExports(): Promise<void> {
  try {
    await (await navigator.storage.getDirectory()).removeEntry(folder, { recursive: true });
  } catch {
    // There is none, or this browser keeps none.
  }
}
