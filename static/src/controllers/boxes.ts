/**
 * Rectangles of the picture: the fields of a form, and above them the picture on which they are drawn.
 *
 * <details data-controller="boxes" data-playback-url="…"> <div data-player="picker" hidden></div>
 *   <template data-player="picker-template">…</template> <fieldset data-row>… <input name="…_camera"> …</fieldset></details>
 *
 * The player comes only when the fields are opened: most restrictions cover no picture.
 */
import { Parts } from '../player/parts';

export function boxes(element: HTMLElement): void {
  if (!(element instanceof HTMLDetailsElement)) return;
  let isOpened = false;
  const open = async (): Promise<void> => {
    if (isOpened || !element.open) return;
    isOpened = true;
    const { Picker } = await import('../player/picker');
    await new Picker(element, new Parts(element)).open();
  };
  element.addEventListener('toggle', () => void open());
  void open();
}
