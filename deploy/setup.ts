import { parseArgs } from 'node:util';
import { PersonError } from '../internal/process/person-error.ts';
import { fillVolumes } from './fill-volumes.ts';
import { renderNatsConf } from './nats-conf.ts';
import { renewSecret } from './renew-secret.ts';

// The one-shot of docker-compose.yml: node deploy/setup.ts [--root FOLDER] [--renew SECRET]
const { values } = parseArgs({
  options: {
    root: { type: 'string', default: '/volumes' },
    renew: { type: 'string' },
    'print-nats-conf': { type: 'boolean' },
  },
});
try {
  if (values['print-nats-conf']) process.stdout.write(renderNatsConf());
  else if (values.renew) {
    const password = renewSecret(values.root, values.renew);
    if (password !== null) process.stdout.write(`password: ${password}\n`);
  } else fillVolumes(values.root);
} catch (error) {
  if (!(error instanceof PersonError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
