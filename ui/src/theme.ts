// Dark or light: what was chosen, else what the system wants.
import { effect, signal } from '@preact/signals';

type Theme = 'dark' | 'light';
const system = matchMedia('(prefers-color-scheme: dark)');
const chosen = signal<Theme | null>(read());
const wanted = signal<Theme>(system.matches ? 'dark' : 'light');
system.addEventListener('change', () => (wanted.value = system.matches ? 'dark' : 'light'));

export const theme = signal<Theme>('light');
effect(() => {
  theme.value = chosen.value ?? wanted.value;
  document.documentElement.dataset['theme'] = theme.value;
});

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', chosen.value);
  } catch {
    // private browsing: for this page only
  }
}

function read(): Theme | null {
  try {
    const kept = localStorage.getItem('theme');
    return kept === 'dark' || kept === 'light' ? kept : null;
  } catch {
    return null;
  }
}
