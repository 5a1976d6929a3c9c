(() => {
  const { src, dataset } = document.currentScript;
  const { origin } = new URL(src);
  const svg = (tag) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const cross = 'm6 6 12 12M18 6 6 18';
  const bubble = 'M7 5h10a3 3 0 0 1 3 3v11l-3-2H7a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3Z';
  const make = (tag, props) => Object.assign(document.createElement(tag), props);
  let frame;
  let count;
  let shown = false;

  const host = make('natter-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{position:fixed;z-index:9999;right:20px;bottom:20px;
color-scheme:light dark}
button{width:56px;height:56px;padding:16px;border:0;border-radius:28px;cursor:pointer;
background:light-dark(#12777d,#4cc9c6);color:light-dark(#fff,#023);box-shadow:0 6px 20px #0005}
button:focus-visible{outline:3px solid light-dark(#057,#aef);outline-offset:3px}
svg{display:block;width:24px;fill:none;stroke:currentColor;stroke-width:1.8}
b{position:absolute;top:-4px;right:-4px;padding:0 8px;border-radius:11px;
background:#b21;color:#fff;font:12px/22px system-ui}
iframe{position:absolute;right:0;bottom:72px;width:380px;height:min(600px,100dvh - 99px);
border:0;border-radius:12px;background:Canvas;box-shadow:0 8px 40px #0005}
@media(width<480px){iframe{position:fixed;inset:0;width:100%;height:100%;border-radius:0}}`);
  root.adoptedStyleSheets = [sheet];
  const button = root.appendChild(make('button'));
  const path = button.appendChild(svg('svg')).appendChild(svg('path'));
  const badge = button.appendChild(make('b'));

  const tell = () => frame.contentWindow.postMessage({ shown }, origin);

  function draw() {
    path.setAttribute('d', shown ? cross : bubble);
    badge.hidden = shown || !count;
    badge.textContent = count;
    button.ariaLabel = shown ? 'Close chat' : `Open chat${count ? `, ${count} unread` : ''}`;
  }

  function show(on) {
    if (!frame) {
      frame = make('iframe', {
        title: 'Chat',
        src: `${origin}/widget?org=${dataset.org || ''}`,
        sandbox:
          'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
      });
      root.prepend(frame);
    }
    shown = !!on;
    frame.hidden = !on;
    draw();
    if (count >= 0) tell();
    try {
      sessionStorage.natter = on || '';
    } catch {}
  }

  function press(on) {
    show(on);
    (on ? frame : button).focus();
  }

  addEventListener('message', ({ source, origin: from, data }) => {
    if (from !== origin || source !== frame?.contentWindow) return;
    if (data.natter === 'close') return press();
    count = data.count;
    draw();
    tell();
  });
  host.addEventListener('keydown', ({ key }) => key === 'Escape' && shown && press());
  button.addEventListener('click', () => press(!shown));

  window.Natter = { open: () => press(true), close: () => press() };
  draw();
  document.documentElement.append(host);
  try {
    if ('natter' in sessionStorage) show(!!sessionStorage.natter);
  } catch {}
})();
