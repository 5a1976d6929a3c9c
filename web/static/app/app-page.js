import { startApp } from './app.js';
import { MemberPlace } from './member-place.js';

const member = new MemberPlace({ origin: location.origin });
startApp(member);
member.client.connect();
