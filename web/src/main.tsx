// main.tsx: mounts the page.
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './stores/theme';
import './styles/all.css';

createRoot(document.getElementById('app')!).render(<App />);
