import { startApp } from './app.js';
import { MemberPlace } from './member-place.js';

const member = new MemberPlace({ origin: location.origin });
member.client.state.nick = document.getElementById('app')?.dataset.nick ?? null;
startApp(member);
member.client.connect();
