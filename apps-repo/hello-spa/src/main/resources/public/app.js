// Every address here is relative, so the same files work at /hello-spa, /hello-spa@1 and anywhere else.
const base = new URL(document.baseURI);
const view = document.getElementById('view');

/** The part of the address that belongs to this app: '' for home, 'planets/mars' for Mars. */
function route() {
  const path = location.pathname;
  return path.startsWith(base.pathname) ? decodeURIComponent(path.slice(base.pathname.length)) : '';
}

function text(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

function link(planet) {
  const item = document.createElement('li');
  const anchor = text('a', planet.name);
  anchor.href = `planets/${planet.id}`;
  item.append(anchor);
  return item;
}

async function planets() {
  const answer = await fetch('data.json'); // resolved against <base>, whatever the route is
  if (!answer.ok) {
    throw new Error(`data.json: ${answer.status}`);
  }
  return (await answer.json()).planets;
}

/** What the route shows. */
async function page() {
  const [area, id] = route().split('/');
  if (area === '') {
    return [text('h1', 'Hello'), text('p', 'A page, a script and a style; the routes are made in the browser.')];
  }
  if (area !== 'planets') {
    return [text('h1', 'Nothing here'), text('p', 'The server answered with the page, the page knows no such route.')];
  }
  const all = await planets();
  if (id === undefined) {
    const list = document.createElement('ul');
    list.append(...all.map(link));
    return [text('h1', 'Planets'), list];
  }
  const planet = all.find((each) => each.id === id);
  return planet
    ? [text('h1', planet.name), text('p', `${planet.moons} moons`)]
    : [text('h1', 'Unknown planet'), text('p', id)];
}

async function draw() {
  document.getElementById('base').textContent = base.pathname;
  document.getElementById('route').textContent = `/${route()}`;
  const asked = location.href;
  const content = await page().catch((error) => [text('h1', 'Something failed'), text('p', error.message)]);
  if (asked === location.href) { // else a later click has drawn already
    view.replaceChildren(...content);
  }
}

document.addEventListener('click', (event) => {
  const anchor = event.target.closest('a');
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (anchor && plain && anchor.href.startsWith(base.href)) {
    event.preventDefault();
    history.pushState(null, '', anchor.href);
    draw();
  }
});
addEventListener('popstate', draw);
draw();
