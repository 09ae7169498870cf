import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';
import { passkey } from './passkey';

const create = vi.fn<(options: unknown) => Promise<unknown>>();
const get = vi.fn<(options: unknown) => Promise<unknown>>();
const sent = vi.fn();
const OPTIONS = '{"publicKey": {"challenge": "AAE", "user": {"id": "AgM"}}}';
const CREDENTIAL = {
  id: 'AAE',
  rawId: Uint8Array.of(0, 1).buffer,
  type: 'public-key',
  response: {},
  getClientExtensionResults: (): object => ({}),
};

function form(what: string, options = OPTIONS): HTMLFormElement {
  const block = options === '' ? '' : `<script type="application/json">${options}</script>`;
  page(
    `<form action="/sign-in/" data-passkey="${what}">${block}<input type="hidden" name="credential">
     <p data-passkey-error hidden></p><button data-passkey-go hidden>Go</button><p data-passkey-without>No</p></form>` +
      texts({
        passkey_refused: 'Refused',
        passkey_address: 'Address',
        passkey_known: 'Known',
        passkey_failed: 'Failed',
      }),
  );
  const element = find<HTMLFormElement>('form');
  element.submit = sent;
  passkey(element);
  return element;
}

beforeEach(() => {
  vi.unstubAllGlobals();
  for (const each of [create, get, sent]) each.mockReset();
  vi.stubGlobal('PublicKeyCredential', {});
  vi.stubGlobal('navigator', { credentials: { create, get } });
});

test.each([
  ['create', create],
  ['get', get],
])('passkey to %s asks the browser and sends its answer', async (what, asked) => {
  asked.mockResolvedValue(CREDENTIAL);
  form(what);
  expect(find('[data-passkey-go]').hidden).toBe(false);
  expect(find('[data-passkey-without]').hidden).toBe(true);
  find('button').click();
  await settle();
  expect(asked).toHaveBeenCalledOnce();
  expect(JSON.parse(find<HTMLInputElement>('input').value)).toMatchObject({ id: 'AAE', rawId: 'AAE' });
  expect(sent).toHaveBeenCalledOnce();
});

test('passkey without options in the page fetches them from the address of the form', async () => {
  const fetched = vi.fn(() =>
    Promise.resolve(Response.json({ request_options: JSON.parse(OPTIONS) as unknown })),
  );
  vi.stubGlobal('fetch', fetched);
  get.mockResolvedValue(CREDENTIAL);
  form('get', '');
  find('button').click();
  await vi.waitFor(() => {
    expect(sent).toHaveBeenCalledOnce();
  });
  expect(fetched).toHaveBeenCalledWith('http://localhost:3000/sign-in/', {
    headers: { Accept: 'application/json' },
  });
});

test.each([
  ['NotAllowedError', 'Refused'],
  ['SecurityError', 'Address'],
  ['InvalidStateError', 'Known'],
  ['DataError', 'Failed'],
])('passkey says what to do after %s, and nothing is sent', async (name, words) => {
  get.mockRejectedValue(Object.assign(new Error(name), { name }));
  form('get');
  find('button').click();
  await settle();
  expect(find('[data-passkey-error]').hidden).toBe(false);
  expect(find('[data-passkey-error]').textContent).toBe(words);
  expect(sent).not.toHaveBeenCalled();
});

test('passkey in a browser without them leaves the button away', () => {
  vi.unstubAllGlobals();
  form('get');
  expect(find('[data-passkey-go]').hidden).toBe(true);
  expect(find('[data-passkey-without]').hidden).toBe(false);
});
