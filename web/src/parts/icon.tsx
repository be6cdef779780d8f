// icon.tsx: Lucide's icons, put into the page once as symbols. They are for the eye: a name stands beside each, or in its
// button's label.
import icons from 'lucide:icons';

export function IconSprite() {
  return (
    <svg className="sprite" aria-hidden="true">
      {Object.entries(icons).map(([name, inside]) => (
        <symbol key={name} id={`i-${name}`} viewBox="0 0 24 24" dangerouslySetInnerHTML={{ __html: inside }} />
      ))}
    </svg>
  );
}

export function Icon({ name, small = false, solid = false }: { name: string; small?: boolean; solid?: boolean }) {
  return (
    <svg className={`i${small ? ' s' : ''}${solid ? ' solid' : ''}`} aria-hidden="true" focusable="false">
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** A key, shown on the control that it works. */
export function Key({ children }: { children: string }) {
  return <kbd aria-hidden="true">{children}</kbd>;
}
