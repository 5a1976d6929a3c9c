import { createKeptValue } from '../client/kept-value.js';
import { seenByOthers, typists } from '../client/room.js';
import { makeAvatar } from '../parts/avatar.js';
import { createComposer } from '../parts/composer.js';
import { make, makeDrawing, makeIcon, need, setText } from '../parts/elements.js';
import { createTimeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { describeForAgent, since, words } from './words.js';

/** @typedef {import('./create-desk.js').Desk} Desk */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {import('../client/frames.d.ts').Entry} Entry */

/** The middle pane: one conversation. @param {Desk} desk */
export function createTalk(desk) {
  const { client } = desk;
  const page = readTalk();
  page.empty.prepend(makeDrawing('talk'));
  const timeline = createTimeline({
    scroller: page.scroller,
    list: page.list,
    jump: page.jump,
    actions: { retry: client.retry, discard: client.discard },
  });
  const composer = createComposer({
    form: page.form,
    draft: draftOf(''),
    onSend: (text) => client.send(desk.selected, text),
    onTyping: () => client.typing(desk.selected),
  });
  page.earlier.addEventListener('click', () => client.earlier(desk.selected));
  let shown = '';
  let faceOf = '';

  /** @param {Waiting | undefined} first */
  function showEmpty(first) {
    const idle = desk.client.state.online ? words.nothingToDo : words.offline;
    setText(
      page.emptyLine,
      first ? words.noneSelected : desk.mine().length > 0 ? words.noneOpen : idle,
    );
    page.takeNext.hidden = !first;
    setText(page.takeNext, `Take ${first?.visitor.name ?? ''}`);
  }

  /** @param {{ id: string, name: string }} visitor @param {string} line */
  function showHead(visitor, line) {
    if (faceOf !== visitor.id) {
      faceOf = visitor.id;
      page.who.replaceChildren(
        makeAvatar(visitor),
        make(
          'div',
          {},
          make('h2', { class: 'clip', dir: 'auto' }),
          make('p', { class: 'soft clip' }),
        ),
      );
    }
    setText(/** @type {Element} */ (page.who.querySelector('h2')), visitor.name);
    setText(/** @type {Element} */ (page.who.querySelector('p')), line);
  }

  /** @param {'waiting' | 'offline' | 'stopped' | ''} kind @param {string} [text] */
  function showStrip(kind, text = '') {
    page.strip.hidden = kind === '';
    if (kind === '' || page.strip.dataset.text === text) return;
    page.strip.dataset.text = text;
    page.strip.className = `strip strip-${kind}`;
    page.strip.replaceChildren(
      makeIcon(kind === 'waiting' ? 'clock' : 'offline'),
      make('p', { class: 'strip-text' }, text),
    );
  }

  /** @param {Room | undefined} room @param {Waiting | undefined} waiting */
  function showState(room, waiting) {
    const { phase, reason = '' } = client.state.connection;
    if (phase === 'stopped') showStrip('stopped', words.stopped(reason));
    else if (phase === 'waiting') showStrip('offline', words.lost);
    else if (waiting && !room?.joined) showStrip('waiting', words.preview(waiting.visitor.name));
    else if (room?.conversation?.state === 'closed' || (room && !room.joined))
      showStrip('offline', words.closed);
    else showStrip('');
  }

  /** @param {Room | undefined} room @param {Waiting | undefined} waiting */
  function showLog(room, waiting) {
    const fresh = desk.selected !== shown;
    if (fresh) {
      timeline.clear();
      composer.useDraft(draftOf(desk.selected));
      shown = desk.selected;
    }
    const live = room && (room.joined || !waiting) ? room : undefined;
    const entries = live ? live.log.entries : waiting ? previewEntries(waiting) : [];
    const items = timelineItems({
      entries,
      outbox: client.state.outbox.items(desk.selected),
      me: client.state.user,
      seenSeq: live ? seenByOthers(live) : 0,
      describe: describeForAgent,
    });
    timeline.show(items, { quiet: fresh });
  }

  return {
    answer: {
      focus: composer.focus,
      /** Leaves the answer; false when it was not in it. */
      leave() {
        if (document.activeElement !== composer.input) return false;
        composer.input.blur();
        return true;
      },
    },

    show() {
      const room = client.state.rooms.get(desk.selected);
      const waiting = client.state.waiting.get(desk.selected);
      const conversation = waiting ?? room?.conversation;
      page.empty.hidden = Boolean(conversation);
      page.body.hidden = !conversation;
      if (!conversation) {
        shown = '';
        showEmpty(desk.waiting()[0]);
        return;
      }
      const mine = Boolean(room?.joined) && conversation.owner?.id === client.state.user?.id;
      showHead(conversation.visitor, headLine(conversation, mine));
      page.form.hidden = !mine;
      page.close.hidden = !mine;
      page.take.hidden = !waiting;
      page.take.setAttribute('aria-busy', String(desk.taking === desk.selected));
      page.earlier.hidden = !room || room.log.after === 0;
      composer.setPlaceholder(`Write to ${conversation.visitor.name}`);
      showState(room, waiting);
      showLog(room, waiting);
      showTyping(room);
    },
  };

  /** @param {Room | undefined} room */
  function showTyping(room) {
    const typing = room ? typists(room) : [];
    page.typing.hidden = typing.length === 0;
    const key = typing.map(({ name }) => name).join();
    if (typing.length === 0 || page.typing.dataset.who === key) return;
    page.typing.dataset.who = key;
    page.typing.replaceChildren(
      make('span', {}, make('bdi', {}, typing[0]?.name ?? ''), ' is typing…'),
    );
    if (timeline.atBottom) timeline.toBottom();
  }
}

/** @param {import('../client/frames.d.ts').Conversation} conversation @param {boolean} mine */
function headLine({ state, owner, waiting_since }, mine) {
  if (state === 'waiting') return waiting_since ? `Waiting ${since(waiting_since)}` : 'Waiting';
  if (state === 'closed') return 'Closed';
  return mine ? 'With you' : `With ${owner?.name ?? 'nobody'}`;
}

/** What the list knows of a conversation that nobody has taken yet. @param {Waiting} waiting @returns {Entry[]} */
function previewEntries(waiting) {
  return waiting.last.map(({ name, role, data, ts }, i) => ({
    op: 'message',
    channel_id: waiting.channel_id,
    seq: i + 1,
    ts,
    id: `preview-${ts}-${i}`,
    to: '*',
    type: 'text',
    data,
    from: role === 'user' ? waiting.visitor.id : `${role}-${name}`,
    name,
    role,
  }));
}

/** @param {string} channelId */
function draftOf(channelId) {
  return createKeptValue(`natter.draft.${channelId}`, [() => globalThis.sessionStorage]);
}

function readTalk() {
  return {
    empty: need('talk-empty', HTMLElement),
    emptyLine: need('empty-line', HTMLElement),
    takeNext: need('take-next', HTMLButtonElement),
    body: need('talk-body', HTMLElement),
    who: need('talk-who', HTMLElement),
    strip: need('talk-strip', HTMLElement),
    scroller: need('scroller', HTMLElement),
    list: need('timeline', HTMLElement),
    jump: need('jump', HTMLElement),
    typing: need('typing', HTMLElement),
    earlier: need('earlier', HTMLElement),
    form: need('composer', HTMLFormElement),
    take: need('take', HTMLButtonElement),
    close: need('close', HTMLButtonElement),
  };
}
