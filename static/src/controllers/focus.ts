/**
 * Takes the focus when it appears: the summary of errors after a form came back.
 *
 * <div tabindex="-1" data-controller="focus">…</div>
 */
export function focusOnLoad(element: HTMLElement): void {
  element.focus();
}
