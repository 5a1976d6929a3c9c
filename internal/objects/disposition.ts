/**
 * The header that names a file and says whether it is shown or saved (RFC 6266, RFC 8187): once in
 * plain letters, once as it is called.
 */
export function contentDisposition(name: string, isShown: boolean): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
