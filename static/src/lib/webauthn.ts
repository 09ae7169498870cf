/** Passkeys: what the server says as JSON becomes what the browser wants (bytes), and the other way round. */
type Json = Record<string, unknown>;

/** The bytes that base64url text stands for. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** Bytes as base64url text without padding. */
export function base64url(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (code) => String.fromCharCode(code)).join('');
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list as Json[] | undefined) ?? []).map((each) => ({
    ...(each as unknown as PublicKeyCredentialDescriptor),
    id: bytes(each['id'] as string),
  }));
}

/** Options for making a passkey, as `navigator.credentials.create` wants them. */
export function creationOptions(json: Json): CredentialCreationOptions {
  const given = json['publicKey'] as Json;
  const user = given['user'] as Json;
  const options = {
    ...given,
    challenge: bytes(given['challenge'] as string),
    user: { ...user, id: bytes(user['id'] as string) },
    excludeCredentials: descriptors(given['excludeCredentials']),
  };
  return { publicKey: options as unknown as PublicKeyCredentialCreationOptions };
}

/** Options for using one, as `navigator.credentials.get` wants them. */
export function requestOptions(json: Json): CredentialRequestOptions {
  const given = json['publicKey'] as Json;
  const options = {
    ...given,
    challenge: bytes(given['challenge'] as string),
    allowCredentials: descriptors(given['allowCredentials']),
  };
  return { publicKey: options };
}

/** What the browser answered, as the server reads it. */
export function answerAsJson(credential: PublicKeyCredential): string {
  const response: Json = {};
  const given = credential.response as unknown as Record<string, unknown>;
  for (const part of [
    'clientDataJSON',
    'attestationObject',
    'authenticatorData',
    'signature',
    'userHandle',
  ]) {
    const value = given[part];
    if (value instanceof ArrayBuffer) response[part] = base64url(value);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}
