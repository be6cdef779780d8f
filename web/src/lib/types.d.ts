// types.d.ts: what the build brings that no package declares.
declare module 'lucide:icons' {
  const icons: Record<string, string>;
  export default icons;
}
declare module '*.css';
