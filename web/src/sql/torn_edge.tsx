// torn_edge.tsx: the mark of a result that was cut: nothing else on the page looks like it.
export function TornEdge() {
  return (
    <svg className="torn" aria-hidden="true">
      <defs>
        <pattern id="zig" width="8" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 .5 4 4.5 8 .5V6H0z" className="fill" />
          <path d="M-1 1.5 0 .5 4 4.5 8 .5 9 1.5" className="edge" />
        </pattern>
      </defs>
      <rect width="100%" height="6" fill="url(#zig)" />
    </svg>
  );
}
