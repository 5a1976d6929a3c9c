import { need } from '../parts/elements.js';
import { startPushNotice } from './push-notice.js';

void startPushNotice(need('push-notice', HTMLElement)).catch(() => {});
