const verbs: Record<string, string> = {
  GET: 'read',
  POST: 'post',
  PUT: 'put',
  PATCH: 'change',
  DELETE: 'delete',
};

/** `PUT /v1/teams/:id/members/:user` is `putTeamsByIdMembersByUser`. */
export function nameOperation(method: string, path: string): string {
  const words = path
    .split('/')
    .slice(2)
    .flatMap((part) => (part.startsWith(':') ? ['by', part.slice(1)] : part.split(/[-_.]/)));
  return [verbs[method] ?? method.toLowerCase(), ...words]
    .map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

const ownAddresses = ['docs', 'openapi.json'];

/** The resource that an address belongs to: the first word after `/v1`. */
export function tagOf(path: string): string {
  const word = path.split('/')[2] ?? 'other';
  return ownAddresses.includes(word) ? 'description' : word;
}
