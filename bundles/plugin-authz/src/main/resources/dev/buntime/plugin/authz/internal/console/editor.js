/* The text of a policy: it is checked while it is written, and saved if nobody else has changed it. */
'use strict';

policies.editor = (function () {
  const { byId, button, tell, hush, attempt, Refusal } = policies;
  const PAUSE_MILLIS = 400;

  /** Where a problem is: in the body or a policy, in JSON or in XML. */
  const PLACE = /^The (?:body|policy ([^ :,]+))(?:, line (\d+), column (\d+)|:(\d+):(\d+)):/;

  const panel = byId('pol-editor');
  const title = byId('pol-editor-title');
  const area = byId('pol-text');
  const idField = byId('pol-id');
  const check = byId('pol-check');
  const notice = byId('pol-editor-notice');
  const save = byId('pol-save');

  /** What is open: the id is empty for a new policy, the tag is of the version that was read. */
  let current = { id: '', tag: '', saved: '', fixed: false };
  let timer = 0;
  let asked = new AbortController();

  function isChanged() {
    return !panel.hidden && area.value !== current.saved;
  }

  function isXml() {
    return area.value.trimStart().startsWith('<');
  }

  function mayLeave() {
    return !isChanged() || window.confirm('The text is not saved. Give it up?');
  }

  function show(text, opened) {
    current = { ...opened, saved: text };
    area.value = text;
    area.readOnly = current.fixed;
    area.setAttribute('aria-invalid', 'false');
    save.hidden = current.fixed;
    idField.value = '';
    name();
    hush(notice);
    hush(check);
    byId('pol-xacml').hidden = true;
    panel.hidden = false;
    panel.scrollIntoView();
    if (current.fixed) {
      tell(notice, 'hint', 'This policy stands in the options of plugin-authz: change it in buntime.jsonc.');
      title.focus();
    } else {
      area.focus();
      area.setSelectionRange(0, 0);
      validate();
    }
  }

  /** The title, and the field of the id that only a new policy in XACML needs. */
  function name() {
    title.textContent = current.id ? 'Policy ' + current.id : 'New policy';
    byId('pol-id-row').hidden = Boolean(current.id) || !isXml();
  }

  async function begin(template) {
    if (mayLeave()) {
      await attempt(byId('pol-notice'), async () => {
        show(await policies.file(template), { id: '', tag: '', fixed: false });
      });
    }
  }

  async function open(id, fixed) {
    if (mayLeave()) {
      await attempt(byId('pol-notice'), () => read(id, fixed));
    }
  }

  async function read(id, fixed) {
    const response = await policies.call(policies.pathOf(id));
    show(await response.text(), { id: id, tag: response.headers.get('ETag') || '', fixed: fixed });
  }

  async function readAgain(id) {
    try {
      await read(id, false);
    } catch (e) {
      if (e.status !== 404) {
        throw e;
      }
      forget(id);
    }
    await policies.list.load();
  }

  function close() {
    if (mayLeave()) {
      panel.hidden = true;
      window.clearTimeout(timer);
      asked.abort();
      byId('pol-list-title').focus();
    }
  }

  /** A policy that was deleted has nothing to be saved over; its text can be made a new one. */
  function forget(id) {
    if (current.id === id && !panel.hidden) {
      current = { ...current, id: '', tag: '', saved: '' };
      idField.value = id;
      name();
      tell(notice, 'hint', 'The policy ' + id + ' was deleted. Save makes it anew.');
    }
  }

  function typed() {
    name();
    window.clearTimeout(timer);
    timer = window.setTimeout(validate, PAUSE_MILLIS);
  }

  function query() {
    const id = current.id || (isXml() ? idField.value.trim() : '');
    return id ? { id: id } : {};
  }

  /** What has to be there before anybody is asked. */
  function missingPart() {
    if (!area.value.trim()) {
      return 'The text is empty.';
    }
    return isXml() && !query().id ? 'Write the id of the policy above.' : '';
  }

  async function validate() {
    window.clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const missing = missingPart();
    if (missing) {
      showCheck({ valid: false, problem: missing });
      return;
    }
    try {
      const answer = await policies.json(
        '/policies/validate', { method: 'POST', query: query(), body: area.value, signal: signal });
      if (!signal.aborted) {
        showCheck(answer);
      }
    } catch (e) {
      if (e.name === 'AbortError') {
        return; // the text has changed meanwhile
      }
      if (!(e instanceof Refusal)) {
        throw e;
      }
      showCheck({ valid: false, problem: e.message });
    }
  }

  function showCheck(answer) {
    const isTaken = answer.valid && !current.id && policies.list.has(answer.id);
    const problem = isTaken ? 'There is a policy ' + answer.id + ' already: write another id.' : answer.problem;
    const isLockout = Boolean(problem) && policies.tellsOfLockout(problem);
    area.setAttribute('aria-invalid', String(Boolean(problem) && !isLockout));
    if (!problem) {
      tell(check, 'good', 'This can be saved.');
    } else {
      tell(check, isLockout ? 'hint' : 'error', problem, ...goTo(PLACE.exec(problem)));
    }
    byId('pol-xacml').hidden = !answer.xacml;
    byId('pol-xacml-text').textContent = answer.xacml || '';
  }

  /** A button for a place in this text; none for one in another policy. */
  function goTo(place) {
    if (!place || (place[1] && place[1] !== query().id)) {
      return [];
    }
    const line = Number(place[2] || place[4]);
    const column = Number(place[3] || place[5]);
    return [button('Go to line ' + line, () => select(line, column))];
  }

  /** Selects the rest of a line. */
  function select(line, column) {
    const lines = area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const end = start + (lines[line - 1] || '').length;
    area.focus();
    area.setSelectionRange(Math.min(start + column - 1, end), end);
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 5);
  }

  function send(opened, text, forced) {
    return opened.id
      ? policies.call(
        policies.pathOf(opened.id), { method: 'PUT', match: opened.tag, query: forced, body: text })
      : policies.call('/policies', { method: 'POST', query: { ...query(), ...forced }, body: text });
  }

  async function store(force) {
    const opened = current; // somebody may open another one meanwhile
    const text = area.value;
    hush(notice);
    save.disabled = true;
    try {
      const response = await send(opened, text, force ? { force: 'true' } : {});
      const made = await response.json();
      if (current === opened) {
        current = { ...opened, id: made.id, tag: response.headers.get('ETag') || '', saved: text };
        name();
      }
      tell(notice, 'good', 'Saved as version ' + made.version + ' of ' + made.id + '.');
      await policies.list.load();
      await policies.history.refresh(made.id);
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      if (current === opened) {
        showRefusal(e);
      } else {
        tell(byId('pol-notice'), 'error', 'The policy ' + opened.id + ' was not saved. ' + e.message);
      }
    } finally {
      save.disabled = false;
      if (document.activeElement === document.body) {
        save.focus(); // what was pressed is gone, or could not be pressed meanwhile
      }
    }
  }

  function showRefusal(refusal) {
    const { id, tag } = current;
    if (refusal.isStale()) {
      tell(
        notice,
        'error',
        'Somebody else has changed this policy meanwhile, so nothing was saved. ' + refusal.message
          + ' Your text is still here; reload gives it up.',
        button('Reload the policy', () => attempt(notice, () => readAgain(id))),
        button('Show what was changed', () => policies.history.open(id, tag.replaceAll('"', ''))));
    } else if (refusal.isLockout()) {
      tell(notice, 'error', 'Nothing was saved. ' + refusal.message, button('Save anyway', () => store(true)));
    } else {
      tell(notice, 'error', 'Nothing was saved. ' + refusal.message);
    }
  }

  area.addEventListener('input', typed);
  idField.addEventListener('input', typed);
  byId('pol-editor-form').addEventListener('submit', (event) => {
    event.preventDefault();
    store(false);
  });
  byId('pol-editor-close').addEventListener('click', close);
  byId('pol-new-json').addEventListener('click', () => begin('new-policy.json'));
  byId('pol-new-xml').addEventListener('click', () => begin('new-policy.xml'));
  window.addEventListener('beforeunload', (event) => {
    if (isChanged()) {
      event.preventDefault();
    }
  });

  return { open: open, forget: forget };
})();
