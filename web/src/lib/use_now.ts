// use_now.ts: the time, again and again, for what ticks; nothing while it is off.
import { useEffect, useState } from 'react';

export function useNow(on: boolean, every: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!on) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), every);
    return () => clearInterval(timer);
  }, [on, every]);
  return now;
}
