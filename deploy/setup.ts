import { PersonError } from '../internal/process/person-error.ts';
import { fillVolumes } from './fill-volumes.ts';
import { renderNatsConf } from './nats-conf.ts';

// The one-shot of docker-compose.yml: node deploy/setup.ts [FOLDER | --print-nats-conf]
const [argument = '/volumes'] = process.argv.slice(2);
try {
  if (argument === '--print-nats-conf') process.stdout.write(renderNatsConf());
  else fillVolumes(argument);
} catch (error) {
  if (!(error instanceof PersonError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
