/**
 * The SHA-256 of a small file, declared with the upload so that the server can compare.
 *
 * Not of a long recording: the browser hashes only what it holds in memory as a whole, and would read the file twice.
 */
export const MOST_BYTES = 64 * 1_024 * 1_024;

/** Lower-case hex, or '' when the file is too big or the page has no crypto (plain HTTP). */
export async function smallDigest(file: File): Promise<string> {
  if (file.size > MOST_BYTES || !('subtle' in crypto)) return '';
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
