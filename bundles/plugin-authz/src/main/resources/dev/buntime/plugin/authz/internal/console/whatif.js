/* What the policies would decide of a request that nobody has made, and why. */
'use strict';

(function () {
  const { byId, element, cell, tell, hush, attempt, Refusal } = policies;
  const notice = byId('pol-whatif-notice');
  const decision = byId('pol-decision');
  const explained = byId('pol-explained');
  const claims = byId('pol-claims');

  function value(id) {
    return byId(id).value.trim();
  }

  function list(id) {
    return value(id).split(',').map((each) => each.trim()).filter((each) => each);
  }

  /** The members that say something. */
  function known(members) {
    return Object.fromEntries(Object.entries(members).filter(([, each]) => each && each.length !== 0));
  }

  function claimsOf(text) {
    let tree;
    try {
      tree = text ? JSON.parse(text) : undefined;
    } catch (e) {
      throw new Refusal(0, 'The claims are not JSON: ' + e.message + '.');
    }
    if (text && (typeof tree !== 'object' || tree === null || Array.isArray(tree))) {
      throw new Refusal(0, 'The claims are an object, such as {"level": 3}.');
    }
    return tree;
  }

  function request() {
    claims.setAttribute('aria-invalid', 'true');
    const tree = claimsOf(value('pol-claims'));
    claims.setAttribute('aria-invalid', 'false');
    return known({
      subject: known({
        id: value('pol-subject'),
        roles: list('pol-roles'),
        groups: list('pol-groups'),
        claims: tree,
      }),
      resource: known({
        app: value('pol-app'),
        version: value('pol-version'),
        path: value('pol-path'),
        type: value('pol-type'),
        owner: value('pol-owner'),
      }),
      action: known({ method: value('pol-method'), operation: value('pol-operation') }),
      environment: known({ ip: value('pol-ip'), time: value('pol-time'), userAgent: value('pol-agent') }),
    });
  }

  async function ask() {
    hush(decision);
    explained.hidden = true;
    await attempt(notice, async () => {
      show(await policies.json('/explain', { method: 'POST', body: request() }));
    });
  }

  function show(explanation) {
    const { effect, reason, matchedPolicy, obligations, advice, status } = explanation.decision;
    tell(
      decision,
      effect === 'permit' ? 'good' : 'error',
      element('strong', { class: 'pol-effect' }, effect),
      named(explanation.policies, matchedPolicy) + ': ' + reason);
    const parts = [table(explanation.policies, matchedPolicy)];
    if (explanation.rules.length > 0) {
      parts.push(...items('Rules that decided', explanation.rules.map((each) => each.rule + ' of ' + each.policy)));
    }
    if (status && status.missing.length > 0) {
      parts.push(...items('Attributes that are missing', status.missing));
    }
    parts.push(...instructions('Obligations', obligations), ...instructions('Advice', advice));
    parts.push(element(
      'details',
      {},
      element('summary', {}, 'What the policies were asked'),
      element('pre', {}, JSON.stringify(explanation.context, null, 2))));
    policies.fill(explained, ...parts);
    explained.hidden = false;
  }

  function named(parts, matched) {
    const { name } = parts.find((each) => each.id === matched) || {};
    return (matched ? ' by ' + matched : '') + (name ? ' (' + name + ')' : '');
  }

  function table(parts, matched) {
    const heads = ['Policy', 'Name', 'Effect', 'Priority', 'Result', 'Reason', 'Missing attributes'];
    const made = element(
      'table',
      { class: 'nicetable', id: 'pol-parts' },
      element('caption', {}, 'What each policy says'),
      element('thead', {}, element('tr', {}, ...heads.map((each) => element('th', { scope: 'col' }, each)))));
    made.append(element('tbody', {}, ...parts.map((part) => element(
      'tr',
      part.id === matched ? { class: 'pol-matched' } : {},
      element('th', { scope: 'row' }, part.id),
      cell(part.name),
      cell(part.effect || 'as its rules say'),
      cell(String(part.priority)),
      cell(element('span', { class: 'pol-' + part.result }, part.result.replaceAll('_', ' '))),
      cell(part.reason),
      cell(part.missing.join(', '))))));
    return made;
  }

  function items(heading, texts) {
    return [
      element('h3', {}, heading),
      element('ul', { class: 'pol-items' }, ...texts.map((each) => element('li', {}, each))),
    ];
  }

  function instructions(heading, list) {
    return list
      ? items(heading, list.map((each) => each.id + ' ' + Object.entries(each.attributes)
        .map(([name, values]) => name + ' = ' + values.join(', '))
        .join('; ')))
      : [];
  }

  byId('pol-whatif-form').addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
})();

policies.list.load(); // all parts of the page are there
