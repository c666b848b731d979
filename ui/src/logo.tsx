export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="30" height="30" fill="none" stroke-width="3.4" stroke-linecap="round" aria-hidden="true">
      <path d="M5 9c7 0 6 14 13 14s5-9 9-9" class="strand a" />
      <path d="M5 23c7 0 6-14 13-14s5 9 9 9" class="strand b" />
      <path d="M3 16h4M25 16h4" class="strand c" />
    </svg>
  );
}
