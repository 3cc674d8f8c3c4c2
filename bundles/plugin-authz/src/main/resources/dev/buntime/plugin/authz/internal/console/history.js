/* All versions of a policy, also of one that was deleted. */
'use strict';

policies.history = (function () {
  const { byId, element, button, cell, tell, hush, attempt, pathOf } = policies;
  const idField = byId('pol-history-id');
  const notice = byId('pol-history-notice');
  const shown = byId('pol-shown');
  const from = byId('pol-from');
  const to = byId('pol-to');
  let current = '';

  /** Shows the history, and the changes since a version; since the one before unless it is said. */
  async function open(id, since) {
    idField.value = id;
    byId('pol-history').scrollIntoView();
    byId('pol-history-title').focus();
    await load(id, since);
  }

  /** A policy has changed: its history has, if it is the one that is shown. */
  async function refresh(id) {
    if (current === id && !byId('pol-versions').hidden) {
      await load(id);
    }
  }

  async function load(id, since) {
    current = id;
    byId('pol-versions').hidden = true;
    clear();
    await attempt(notice, async () => {
      const versions = await policies.json(pathOf(id, '/versions'));
      if (current !== id) {
        return; // somebody wanted another one meanwhile
      }
      show(versions, since);
      await compare();
    });
  }

  function show(versions, since) {
    policies.fill(
      byId('pol-version-list').tBodies[0], ...versions.map((each, at) => row(each, at === 0)));
    const numbers = versions.map((each) => String(each.version));
    [from, to].forEach((list) =>
      list.replaceChildren(...numbers.map((each) => element('option', { value: each }, each))));
    to.value = numbers[0];
    from.value = numbers.includes(since) ? since : numbers[Math.min(1, numbers.length - 1)];
    byId('pol-versions').hidden = false;
  }

  function row(version, isLatest) {
    const number = version.version;
    const text = button('Text', () => attempt(notice, () => showText(number)), {
      'aria-label': 'Text of version ' + number,
    });
    const back = button('Roll back', () => rollback(number), { 'aria-label': 'Roll back to version ' + number });
    text.disabled = version.deleted;
    back.disabled = version.deleted || isLatest;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(number)),
      cell(version.author),
      cell(policies.time(version.modified)),
      cell(version.deleted ? 'deleted' : version.format === 'xacml' ? 'XACML' : 'short form'),
      element('td', { class: 'pol-actions' }, text, back));
  }

  function clear() {
    byId('pol-shown-title').textContent = '';
    shown.replaceChildren();
    shown.hidden = true;
  }

  function present(heading, ...lines) {
    byId('pol-shown-title').textContent = heading;
    shown.replaceChildren(...lines);
    shown.hidden = false;
  }

  async function showText(number) {
    const response = await policies.call(pathOf(current, '/versions/' + number));
    present('Text of version ' + number, await response.text());
  }

  async function compare() {
    const [older, newer] = [from.value, to.value];
    const response = await policies.call(pathOf(current, '/diff'), { query: { from: older, to: newer } });
    const diff = await response.text();
    present(
      'Changes from version ' + older + ' to version ' + newer,
      ...(diff ? diff.trimEnd().split('\n').map(line) : ['Both are the same.']));
  }

  /** The first two lines of a diff name the versions. */
  function line(text, at) {
    const kind = { '+': 'added', '-': 'removed', '@': 'place' }[text.charAt(0)];
    return element('span', { class: 'pol-line pol-' + (at < 2 ? 'place' : kind || 'same') }, text || ' ');
  }

  async function rollback(number) {
    const id = current;
    if (!window.confirm('Make version ' + number + ' of ' + id + ' the latest one again?')) {
      return;
    }
    const done = await attempt(notice, async () =>
      (await policies.change(pathOf(id, '/rollback'), { method: 'POST', body: { version: number } })).json());
    if (done) {
      await policies.list.load();
      await load(id);
      tell(notice, 'good', 'The text of version ' + number + ' is in force again, as version ' + done.version + '.');
      byId('pol-history-title').focus();
    }
  }

  byId('pol-history-form').addEventListener('submit', (event) => {
    event.preventDefault();
    load(idField.value.trim());
  });
  byId('pol-diff-form').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(notice, compare);
  });
  hush(notice);

  return { open: open, refresh: refresh };
})();
