// later.tsx: a component whose code comes when it is first shown, so that the first screen does not wait for it.
import { type ComponentType, useEffect, useState } from 'react';

export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Shown, setShown] = useState<ComponentType<P> | null>(() => known);
    useEffect(() => {
      if (Shown) return;
      void load().then((component) => {
        known = component;
        setShown(() => component);
      });
    }, []);
    return Shown ? <Shown {...props} /> : null;
  };
}
