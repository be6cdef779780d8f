// later.tsx: a component whose code comes when it is first shown, so that the first screen does not wait for it. If it
// does not come, its place says so, with a way to ask again.
import { type ComponentType, useEffect, useState } from 'react';
import { chunk } from '../lib/chunk';
import { text } from '../text';

/** `early`: its code is fetched ahead, once the first screen is there. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, early = true): ComponentType<P> {
  const part = chunk(load, early);
  return function Later(props: P) {
    const [Shown, setShown] = useState<ComponentType<P> | null>(() => part.now());
    const [failed, setFailed] = useState(false);
    const get = (): void => {
      setFailed(false);
      void part.get().then((component) => setShown(() => component), () => setFailed(true));
    };
    useEffect(() => { if (!Shown) get(); }, []);
    if (failed) return <NotThere retry={get} />;
    return Shown ? <Shown {...props} /> : null;
  };
}

function NotThere({ retry }: { retry: () => void }) {
  return (
    <div className="empty-note" role="alert">
      <p className="b">{text.chunk.failed}</p>
      <p className="m">{text.chunk.hint}</p>
      <p className="row"><button type="button" className="btn" onClick={retry}>{text.api.again}</button><button type="button" className="btn" onClick={() => location.reload()}>{text.chunk.reload}</button></p>
    </div>
  );
}
