/**
 * Asks the browser for a passkey and sends its answer with the form.
 *
 * <form data-controller="passkey" data-passkey="create|get" action="…">
 *   <script type="application/json">the server's options; without it they are fetched from the form's address</script>
 *   <input type="hidden" name="credential">
 *   <button data-passkey-go hidden>…</button>
 *   <p data-passkey-error hidden></p>
 *   <p data-passkey-without>shown where there are no passkeys</p>
 * </form>
 */
import { text } from '../lib/texts';
import { answerAsJson, creationOptions, requestOptions } from '../lib/webauthn';

type Json = Record<string, unknown>;

async function optionsOf(form: HTMLFormElement): Promise<Json> {
  const brought = form.querySelector('script[type="application/json"]');
  if (brought !== null) return JSON.parse(brought.textContent) as Json;
  const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error('no options');
  return ((await answer.json()) as Record<string, Json>)['request_options'] ?? {};
}

async function ask(form: HTMLFormElement): Promise<string> {
  const options = await optionsOf(form);
  const credential =
    form.dataset['passkey'] === 'create'
      ? await navigator.credentials.create(creationOptions(options))
      : await navigator.credentials.get(requestOptions(options));
  return answerAsJson(credential as PublicKeyCredential);
}

/** Words for what went wrong: refused or too slow; this address (SecurityError); the same device again. */
function wordsFor(problem: unknown): string {
  const name = problem instanceof Error ? problem.name : '';
  if (name === 'SecurityError') return text('passkey_address');
  if (name === 'InvalidStateError') return text('passkey_known');
  return text(name === 'NotAllowedError' ? 'passkey_refused' : 'passkey_failed');
}

export function passkey(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const go = form.querySelector<HTMLElement>('[data-passkey-go]');
  const without = form.querySelector<HTMLElement>('[data-passkey-without]');
  const said = form.querySelector<HTMLElement>('[data-passkey-error]');
  const answer = form.querySelector<HTMLInputElement>('input[name="credential"]');
  if (go === null || said === null || answer === null) return;
  if (!('PublicKeyCredential' in window)) return;
  go.hidden = false;
  if (without !== null) without.hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    said.hidden = true;
    void ask(form).then(
      (credential) => {
        answer.value = credential;
        form.submit();
      },
      (problem: unknown) => {
        said.textContent = wordsFor(problem);
        said.hidden = false;
      },
    );
  });
}
