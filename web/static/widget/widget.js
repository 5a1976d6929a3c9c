(() => {
  const early = window.Natter;
  if (early?.open) return;
  const { src, dataset } = document.currentScript;
  const { origin } = new URL(src);
  // By language: open, close, the frame's title.
  const labels = JSON.parse('{}');
  const language =
    [dataset.language, ...navigator.languages]
      .flatMap((tag) => [tag, tag?.split('-')[0]])
      .find((tag) => labels[tag]) || 'en';
  const [open, close, title] = labels[language] || [];
  const make = (tag, props) => Object.assign(document.createElement(tag), props);
  const svg = (tag) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const listeners = {};
  // What the frame is told as soon as it is ready.
  let later = [];
  let met;
  let frame;
  let count = 0;
  // What the button says while something is unread.
  let news;
  let shown = false;

  const host = make('natter-chat', { lang: language });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{position:fixed;z-index:9999;inset-inline-end:20px;bottom:20px;
color-scheme:light dark}
button{position:relative;width:56px;height:56px;padding:16px;border:0;border-radius:28px;
cursor:pointer;background:light-dark(#12777d,#4cc9c6);color:light-dark(#fff,#023);
box-shadow:0 6px 20px #0005}
:focus-visible{outline:3px solid light-dark(#057,#aef);outline-offset:3px}
svg{display:block;width:24px;fill:none;stroke:currentColor;stroke-width:1.8}
b{position:absolute;top:-4px;inset-inline-end:-4px;padding:0 8px;border-radius:11px;
background:#b21;color:#fff;font:12px/22px system-ui}
iframe{position:absolute;inset-inline-end:0;bottom:72px;width:380px;
height:min(600px,100dvh - 99px);border:0;border-radius:12px;background:Canvas;
box-shadow:0 8px 40px #0005}
[hidden]{display:none}
@media(width<480px){iframe{position:fixed;inset:0;width:100%;height:100%;border-radius:0}}`);
  root.adoptedStyleSheets = [sheet];
  const button = root.appendChild(make('button', { type: 'button' }));
  const path = button.appendChild(svg('svg')).appendChild(svg('path'));
  const badge = button.appendChild(make('b'));

  const post = (message) => frame.contentWindow.postMessage(message, origin);

  function emit(name, detail) {
    for (const listener of listeners[name] || []) queueMicrotask(() => listener(detail));
  }

  function draw() {
    path.setAttribute(
      'd',
      shown
        ? 'm6 6 12 12M18 6 6 18'
        : 'M7 5h10a3 3 0 0 1 3 3v11l-3-2H7a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3Z',
    );
    badge.hidden = shown || !count;
    badge.textContent = count.toLocaleString(language);
    button.ariaLabel = shown ? close : count ? news : open;
    button.ariaExpanded = shown;
    if (frame) frame.hidden = !shown;
  }

  function load() {
    if (frame) return;
    const query = new URLSearchParams({ org: dataset.org || '', language: dataset.language || '' });
    frame = make('iframe', {
      title,
      src: `${origin}/widget?${query}`,
      allow: 'autoplay',
      sandbox:
        'allow-scripts allow-same-origin allow-forms allow-downloads allow-popups ' +
        'allow-popups-to-escape-sandbox',
    });
    root.prepend(frame);
    draw();
  }

  function tell(message) {
    load();
    if (later) return later.push(message);
    post(message);
    // It loads itself anew, and what follows would be lost on the way.
    if (message.reset) later = [];
  }

  function show(on) {
    if (shown !== on) emit(on ? 'open' : 'close');
    shown = on;
    load();
    draw();
    if (!later) post({ shown });
    if (met || !on) keep();
  }

  function keep() {
    try {
      sessionStorage.natter = shown || '';
    } catch {}
  }

  function press(on) {
    if (!on && !frame) return;
    show(on);
    (on ? frame : button).focus();
  }

  const acts = {
    open: () => press(true),
    close: () => press(false),
    identify: (token) => tell({ identify: token }),
    reset: () => tell({ reset: true }),
    on(name, listener) {
      (listeners[name] ||= []).push(listener);
      if (name === 'ready' && met) emit(name);
    },
  };
  addEventListener('message', ({ source, origin: from, data }) => {
    if (from !== origin || !frame || source !== frame.contentWindow) return;
    const { natter, detail, label, known } = data;
    try {
      if (known !== undefined) localStorage.natter = known || '';
    } catch {}
    if (natter === 'close') return press(false);
    if (natter === 'ready') {
      const held = later || [];
      later = undefined;
      post({ shown });
      if (count) emit('unread', { count: (count = 0) });
      draw();
      held.forEach(tell);
      if (met) return;
      met = true;
      // Until now the button lay above it: what cannot be loaded can be closed.
      frame.style.zIndex = 1;
      keep();
    }
    if (natter === 'unread') {
      count = detail.count;
      news = label;
      draw();
    }
    emit(natter, detail);
  });
  host.addEventListener('keydown', ({ key }) => key === 'Escape' && shown && press(false));
  button.addEventListener('click', () => press(!shown));
  window.Natter = Object.assign((name, ...given) => acts[name]?.(...given), acts);
  draw();
  document.documentElement.append(host);
  for (const given of early?.q || []) window.Natter(...given);
  try {
    if (sessionStorage.natter) show(true);
    else if (localStorage.natter) load();
  } catch {}
})();
