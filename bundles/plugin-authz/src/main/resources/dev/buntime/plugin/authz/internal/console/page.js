/*
 * What all parts of the page of policies share: the API of the plugin, and how elements are made.
 * Whatever a policy says gets into the page as text, never as HTML.
 */
'use strict';

const policies = (function () {
  const API = '/_/plugin-authz';

  /** Whether a change is possible, but its author could not make another one. */
  function tellsOfLockout(message) {
    return message.includes('force=true');
  }

  /** An answer that is not what was asked for; the message is for a person. */
  class Refusal extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }

    isLockout() {
      return this.status === 409 && tellsOfLockout(this.message);
    }

    isStale() {
      return this.status === 412;
    }
  }

  async function detail(response) {
    const text = await response.text();
    try {
      const problem = JSON.parse(text);
      return problem.detail || problem.title || text;
    } catch (e) { // no problem of the runner's, but of something before it
      return 'The answer is ' + response.status + ' ' + response.statusText + '.';
    }
  }

  async function ask(address, settings) {
    let response;
    try {
      response = await fetch(address, settings);
    } catch (e) {
      throw e.name === 'AbortError' ? e : new Refusal(0, 'The runner does not answer: ' + e.message + '.');
    }
    if (!response.ok) {
      throw new Refusal(response.status, await detail(response));
    }
    return response;
  }

  /** Sends a request to the API: {method, query, body, match, signal}. */
  function call(path, request = {}) {
    const query = new URLSearchParams(request.query || {}).toString();
    const headers = { Accept: 'application/json, */*' };
    if (request.match) {
      headers['If-Match'] = request.match;
    }
    if (request.body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    return ask(API + path + (query ? '?' + query : ''), {
      method: request.method || 'GET',
      headers: headers,
      body: typeof request.body === 'object' ? JSON.stringify(request.body) : request.body,
      signal: request.signal,
      cache: 'no-store',
    });
  }

  async function json(path, request) {
    return (await call(path, request)).json();
  }

  /** A file of this page. */
  async function file(name) {
    return (await ask(window.pluginRoot + '/res/' + name)).text();
  }

  /** The path of a policy, whatever its id is. */
  function pathOf(id, below = '') {
    return '/policies/' + encodeURIComponent(id) + below;
  }

  /** Makes a change; one that would lock its author out only if that is wanted. */
  async function change(path, request) {
    try {
      return await call(path, request);
    } catch (e) {
      if (e instanceof Refusal && e.isLockout()
          && window.confirm(e.message + '\n\nDo it nevertheless?')) {
        return call(path, { ...request, query: { ...request.query, force: 'true' } });
      }
      throw e;
    }
  }

  function byId(id) {
    return document.getElementById(id);
  }

  /** An element with attributes, and with texts and elements in it. */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    Object.entries(attributes || {}).forEach(([each, value]) => made.setAttribute(each, value));
    made.append(...children);
    return made;
  }

  function button(text, action, attributes) {
    const made = element('button', { type: 'button', ...attributes }, text);
    made.addEventListener('click', action);
    return made;
  }

  /** A button that is a picture of the console's theme. */
  function icon(picture, label, action) {
    const made = button('', action, { 'aria-label': label, title: label, class: 'pol-icon' });
    made.append(element('span', { class: 'ui-icon ui-icon-' + picture, 'aria-hidden': 'true' }));
    return made;
  }

  function cell(...children) {
    return element('td', {}, ...children);
  }

  /** A time as people here write it; exact for whoever points at it. */
  function time(instant) {
    return instant
      ? element('time', { datetime: instant, title: instant }, new Date(instant).toLocaleString())
      : '';
  }

  /** Gives elements that are new the looks of the console. */
  function dress(parent) {
    if (typeof window.initStaticWidgets === 'function') {
      window.initStaticWidgets(parent);
    }
  }

  function fill(parent, ...children) {
    parent.replaceChildren(...children);
    dress(parent);
  }

  const KINDS = { error: 'ui-state-error', hint: 'ui-state-highlight', good: 'pol-good' };

  /** Says something: kind is error, hint or good. */
  function tell(place, kind, ...children) {
    hush(place);
    place.classList.add(KINDS[kind]);
    fill(place, ...children);
    place.hidden = false;
  }

  function hush(place) {
    place.hidden = true;
    place.classList.remove(...Object.values(KINDS));
    place.replaceChildren();
  }

  /** Runs what may be refused, and says so in a place. */
  async function attempt(place, action) {
    hush(place);
    try {
      return await action();
    } catch (e) {
      tell(place, 'error', e.message);
      if (!(e instanceof Refusal)) {
        throw e; // a mistake of this page: the browser tells where
      }
      return undefined;
    }
  }

  return {
    Refusal, call, json, file, pathOf, change, byId, element, button, icon, cell, time, fill, tell, hush,
    attempt, tellsOfLockout,
  };
})();
