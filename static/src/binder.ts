/**
 * Attaches controllers to elements: `<div data-controller="name">`, several names parted by spaces.
 *
 * A controller is a function of its element, called once per element; what it needs it reads from `data-` attributes.
 * Bundles that come later (player, upload) register theirs with the same function.
 */
export type Controller = (element: HTMLElement) => void;

const controllers = new Map<string, Controller>();
const attached = new WeakMap<Element, Set<string>>();

/** Attach one element to each of its registered controllers that it does not have yet. */
function attach(element: HTMLElement): void {
  const done = attached.get(element) ?? new Set<string>();
  attached.set(element, done);
  for (const name of (element.dataset['controller'] ?? '').split(/\s+/)) {
    const controller = controllers.get(name);
    if (controller === undefined || done.has(name)) continue;
    done.add(name);
    controller(element);
  }
}

/** Attach everything inside `root`, itself included; call it again for markup that came later. */
export function bind(root: ParentNode): void {
  if (root instanceof HTMLElement) attach(root);
  for (const element of root.querySelectorAll<HTMLElement>('[data-controller]')) attach(element);
}

/** Make controllers known by name and attach them to what the page already holds. */
export function register(named: Record<string, Controller>): void {
  for (const [name, controller] of Object.entries(named)) controllers.set(name, controller);
  bind(document);
}
