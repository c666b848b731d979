// Short messages that come and go, read out as well.
import { signal } from '@preact/signals';

const notice = signal<{ text: string; kind: 'ok' | 'bad' } | null>(null);
let timer = 0;

export function say(text: string, kind: 'ok' | 'bad' = 'ok'): void {
  notice.value = { text, kind };
  clearTimeout(timer);
  timer = setTimeout(() => (notice.value = null), 5000);
}

export function Notice() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notice.value && <div class={`notice ${notice.value.kind}`}>{notice.value.text}</div>}
    </div>
  );
}
