/* The list of policies, and how things stand with them. */
'use strict';

policies.list = (function () {
  const { byId, element, icon, cell, tell, hush, attempt, Refusal } = policies;
  const rows = byId('pol-list').tBodies[0];
  const notice = byId('pol-notice');
  let all = [];

  /** What it means that the policies cannot be read; they are not there, or not yet, or that failed. */
  function meaning(refusal) {
    switch (refusal.status) {
      case 404:
        return 'plugin-authz is not in force, so no policy decides of anything: list it under "plugins" in buntime.jsonc.';
      case 503:
        return 'There are no policies in force. ' + refusal.message;
      default:
        return refusal.message;
    }
  }

  /** Reads everything anew; says so if the plugin does not answer, and whether it did. */
  async function load() {
    hush(notice);
    try {
      const status = await policies.json('/status');
      all = await policies.json('/policies');
      showStatus(status);
      showAll();
      byId('pol-all').hidden = false;
      return true;
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      const isAbsent = e.status === 404 || e.status === 503;
      byId('pol-status').textContent = 'The policies could not be read.';
      byId('pol-all').hidden = byId('pol-all').hidden || isAbsent;
      tell(notice, 'error', meaning(e), policies.button('Try again', retry));
      return false;
    }
  }

  async function retry() {
    if (await load()) {
      byId('pol-list-title').focus();
    }
  }

  function showStatus(status) {
    byId('pol-status').textContent = [
      status.policies + (status.policies === 1 ? ' policy' : ' policies'),
      'combined by ' + status.combiningAlgorithm,
      'what no policy is for: ' + status.defaultEffect,
      status.store === 'file' ? 'kept in ' + status.path : 'kept in memory until the runner stops',
      status.management ? "apps and the runner's own paths" : "apps only, not the runner's own paths",
    ].join('; ') + '.';
    const files = byId('pol-files');
    if (status.problem) {
      tell(files, 'error', element('strong', {}, 'The files of the policies are not what is in force. '), status.problem);
    } else {
      hush(files);
    }
    const dry = byId('pol-dry');
    if (status.dryRun) {
      tell(dry, 'hint', element('strong', {}, 'dryRun: nobody is refused, '), 'the log tells who would be.');
    } else {
      hush(dry);
    }
  }

  function priority(policy) {
    return policy.priority || 0;
  }

  function showAll() {
    policies.fill(rows, ...all.map(row));
    if (all.length === 0) {
      rows.append(element('tr', {}, element('td', { colspan: '10' }, 'There is no policy yet.')));
    }
    byId('pol-ids').replaceChildren(...all.map((each) => element('option', { value: each.id })));
  }

  function row(policy, at) {
    const id = policy.id;
    const up = icon('arrowthick-1-n', 'Move ' + id + ' up', () => move(id, all[at - 1].id, 'up'));
    const down = icon('arrowthick-1-s', 'Move ' + id + ' down', () => move(id, all[at + 1].id, 'down'));
    up.disabled = !isSwappable(policy, all[at - 1]);
    down.disabled = !isSwappable(policy, all[at + 1]);
    up.dataset.move = 'up';
    down.dataset.move = 'down';
    const edit = policy.fixed
      ? icon('document', 'Show ' + id, () => policies.editor.open(id, true))
      : icon('pencil', 'Edit ' + id, () => policies.editor.open(id, false));
    const history = icon('clock', 'History of ' + id, () => policies.history.open(id));
    const remove = icon('trash', 'Delete ' + id, () => drop(policy));
    history.disabled = remove.disabled = Boolean(policy.fixed);
    const made = element(
      'tr',
      {},
      cell(String(at + 1)),
      element('th', { scope: 'row' }, id),
      cell(element('div', {}, policy.name || ''), element('div', { class: 'pol-hint' }, policy.description || '')),
      cell(policy.effect ? element('span', { class: 'pol-' + policy.effect }, policy.effect) : 'as its rules say'),
      cell(String(priority(policy))),
      cell(policy.format === 'xacml' ? 'XACML' : 'short form'),
      cell(policy.fixed ? 'fixed in the options' : String(policy.version)),
      cell(policy.author || ''),
      cell(policies.time(policy.modified)),
      element('td', { class: 'pol-actions' }, up, down, edit, history, remove));
    made.dataset.id = id;
    return made;
  }

  function isSwappable(one, other) {
    return Boolean(other) && !one.fixed && !other.fixed && priority(one) === priority(other);
  }

  /** Puts one in the place of its neighbour, in the order as it is now. */
  async function move(id, neighbour, direction) {
    await attempt(notice, async () => {
      const { order } = await policies.json('/policies/order');
      const [from, to] = [order.indexOf(id), order.indexOf(neighbour)];
      if (from >= 0 && to >= 0) {
        [order[from], order[to]] = [order[to], order[from]];
        await policies.change('/policies/order', { method: 'PUT', body: { order: order } });
      }
      await load();
      focusOnMove(id, direction);
    });
  }

  /** Whoever moves a policy by keyboard can go on. */
  function focusOnMove(id, direction) {
    const moved = Array.from(rows.rows).find((each) => each.dataset.id === id);
    if (moved) {
      const wanted = moved.querySelector('[data-move=' + direction + ']');
      (wanted.disabled ? moved.querySelector('[data-move]:not(:disabled)') || byId('pol-list-title') : wanted).focus();
    }
  }

  async function drop(policy) {
    if (!window.confirm('Delete the policy ' + policy.id + '? Its history stays, and can bring it back.')) {
      return;
    }
    await attempt(notice, async () => {
      try {
        await policies.change(policies.pathOf(policy.id), { method: 'DELETE', match: '"' + policy.version + '"' });
      } catch (e) {
        await load(); // it is not as it is shown
        throw e;
      }
      policies.editor.forget(policy.id);
      await load();
      await policies.history.refresh(policy.id);
      byId('pol-list-title').focus();
    });
  }

  byId('pol-reload').addEventListener('click', load);

  return {
    load: load,
    has: (id) => all.some((each) => each.id === id),
  };
})();
