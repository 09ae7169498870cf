/** <button type="button" data-controller="print">: opens the print dialog of the browser. */
export function printButton(element: HTMLElement): void {
  element.addEventListener('click', () => {
    window.print();
  });
}
