import { need } from '../parts/elements.js';
import { createConsole } from './create-console.js';
import { createDesk } from './create-desk.js';

const { online, limit } = need('console', HTMLElement).dataset;
const desk = createDesk({ origin: location.origin, online: online === 'yes' });
createConsole(desk, { limit: Number(limit) });
desk.client.connect();
