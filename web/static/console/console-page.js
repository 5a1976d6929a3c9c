import { need } from '../parts/elements.js';
import { startConsole } from './console.js';
import { Desk } from './desk.js';

const { online, limit } = need('console', HTMLElement).dataset;
const desk = new Desk({ origin: location.origin, online: online === 'yes' });
startConsole(desk, { limit: Number(limit) });
desk.client.connect();
