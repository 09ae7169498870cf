/**
 * The CSRF token that session requests carry; '' when there is none. Over TLS the cookie has the prefix; one without it
 * beside it is not the portal's.
 */
export function csrfToken(): string {
  const known = document.cookie;
  const found = /(?:^|;\s*)__Host-csrftoken=([^;]+)/.exec(known) ?? /(?:^|;\s*)csrftoken=([^;]+)/.exec(known);
  return found?.[1] ?? '';
}
