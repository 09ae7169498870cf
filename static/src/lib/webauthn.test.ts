import { expect, test } from 'vitest';
import { answerAsJson, base64url, bytes, creationOptions, requestOptions } from './webauthn';

function buffer(...codes: number[]): ArrayBuffer {
  return Uint8Array.from(codes).buffer;
}

test.each([
  ['', []],
  ['AA', [0]],
  ['-_8', [251, 255]], // the two signs in which base64url differs
  ['AAECAw', [0, 1, 2, 3]],
])('bytes and base64url of %j are each the other way round', (text, codes) => {
  expect([...bytes(text)]).toEqual(codes);
  expect(base64url(buffer(...codes))).toBe(text);
});

test('creationOptions makes bytes of challenge, user and known passkeys, and keeps the rest', () => {
  const made = creationOptions({
    publicKey: {
      challenge: 'AAE',
      rp: { id: 'portal.example' },
      user: { id: 'AgM', name: '4821-7733' },
      excludeCredentials: [{ type: 'public-key', id: 'BAU' }],
    },
  }).publicKey;
  expect(made?.challenge).toEqual(Uint8Array.of(0, 1));
  expect(made?.user).toEqual({ id: Uint8Array.of(2, 3), name: '4821-7733' });
  expect(made?.excludeCredentials).toEqual([{ type: 'public-key', id: Uint8Array.of(4, 5) }]);
  expect(made?.rp).toEqual({ id: 'portal.example' });
});

test('requestOptions without known passkeys asks for any', () => {
  const made = requestOptions({ publicKey: { challenge: 'AAE', userVerification: 'required' } }).publicKey;
  expect(made?.challenge).toEqual(Uint8Array.of(0, 1));
  expect(made?.allowCredentials).toEqual([]);
  expect(made?.userVerification).toBe('required');
});

test('answerAsJson writes what is there and leaves out what is not', () => {
  const credential = {
    id: 'AAE',
    rawId: buffer(0, 1),
    type: 'public-key',
    response: { clientDataJSON: buffer(2), signature: buffer(3), userHandle: null },
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
  } as unknown as PublicKeyCredential;
  expect(JSON.parse(answerAsJson(credential))).toEqual({
    id: 'AAE',
    rawId: 'AAE',
    type: 'public-key',
    response: { clientDataJSON: 'Ag', signature: 'Aw' },
    clientExtensionResults: { credProps: { rk: true } },
  });
});
