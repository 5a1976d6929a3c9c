/**
 * The header that names a file and says whether it is shown or saved (RFC 6266): in plain letters,
 * and when it has others also as it is called (RFC 8187).
 */
export function contentDisposition(name: string, isShown: boolean): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_');
  const asPlain = `${isShown ? 'inline' : 'attachment'}; filename="${plain}"`;
  if (plain === name) return asPlain;
  const whole = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${asPlain}; filename*=UTF-8''${whole}`;
}
