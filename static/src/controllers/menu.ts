/**
 * A menu in `details` that closes on Escape (focus back on its name) and when the focus or a click goes elsewhere.
 *
 * <details data-controller="menu"><summary>…</summary>…</details>
 */
export function menu(element: HTMLElement): void {
  const details = element as HTMLDetailsElement;
  const closeOutside = (event: Event): void => {
    if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
  };
  document.addEventListener('click', closeOutside);
  document.addEventListener('focusin', closeOutside);
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  });
}
