
/*
 * What bundles say of themselves, in headers and in properties of their services and components,
 * gets into the pages of the web console as HTML. All of it passes here before it is shown: what
 * the pages are made of goes on; anything else is shown as the text that it is, and no script runs.
 * Nothing of an element is asked by its own properties, which its children could have replaced.
 */
(function ($) {
  'use strict';

  var ELEMENTS = new RegExp('^(A|B|BR|BUTTON|CAPTION|CODE|COL|COLGROUP|DD|DIV|DL|DT|EM|FIELDSET|H[1-6]|HR|I'
    + '|IFRAME|INPUT|LABEL|LEGEND|LI|OL|OPTGROUP|OPTION|P|PRE|S|SELECT|SMALL|SPAN|STRONG|SUB|SUP|TABLE'
    + '|TBODY|TD|TEXTAREA|TFOOT|TH|THEAD|TR|TT|U|UL)$');
  var FIELDS = /^(BUTTON|INPUT|SELECT|TEXTAREA)$/;
  var ATTRIBUTES = new RegExp('^(align|alt|border|cellpadding|cellspacing|checked|class|cols|colspan|dir'
    + '|disabled|for|frameborder|height|href|id|label|lang|maxlength|multiple|nowrap|readonly|rel|role'
    + '|rows|rowspan|scope|selected|size|span|src|tabindex|target|title|type|valign|value|width'
    + '|aria-[a-z]+|data-[a-z-]+)$');
  var ADDRESSES = /^(href|src)$/;
  var HARMLESS = /^(https?:|mailto:|[^:]*$|[^:]*[\/?#])/i; // relative, or of the web
  var COVERING = /\bui-(widget-overlay|front|dialog)[a-z-]*/g; // classes that lie over the page
  var STYLES = ['border', 'color', 'background-color', 'font-style', 'font-weight', 'text-align',
    'vertical-align', 'white-space', 'width'];

  var createElement = document.createElement.bind(document);
  var createTextNode = document.createTextNode.bind(document);

  function getter(type, name) {
    return Function.prototype.call.bind(Object.getOwnPropertyDescriptor(type.prototype, name).get);
  }

  function method(type, name) {
    return Function.prototype.call.bind(type.prototype[name]);
  }

  var tagName = getter(Element, 'tagName');
  var attributes = getter(Element, 'attributes');
  var outerHtml = getter(Element, 'outerHTML');
  var style = getter(HTMLElement, 'style');
  var replaceWith = method(Element, 'replaceWith');
  var removeAttribute = method(Element, 'removeAttribute');
  var setAttribute = method(Element, 'setAttribute');
  var getAttribute = method(Element, 'getAttribute');
  var replaceChildren = method(Element, 'replaceChildren');

  function isAllowed(tag, name, value) {
    return name === 'name'
      ? FIELDS.test(tag)
      : ATTRIBUTES.test(name) && (!ADDRESSES.test(name) || HARMLESS.test(value));
  }

  function clean(element) {
    var tag = tagName(element);
    if (!ELEMENTS.test(tag)) {
      replaceWith(element, createTextNode(outerHtml(element)));
      return;
    }
    Array.from(attributes(element)).forEach(function (attribute) {
      if (attribute.name === 'style') {
        keepStyle(element);
      } else if (!isAllowed(tag, attribute.name, attribute.value)) {
        removeAttribute(element, attribute.name);
      }
    });
    var classes = getAttribute(element, 'class');
    if (classes) {
      setAttribute(element, 'class', classes.replace(COVERING, ''));
    }
    if (tag === 'IFRAME') {
      setAttribute(element, 'sandbox', '');
      replaceChildren(element);
    }
  }

  function keepStyle(element) {
    var given = style(element);
    var kept = STYLES
      .map(function (name) { return [name, given.getPropertyValue(name)]; })
      .filter(function (each) { return each[1] && each[1].indexOf('(') < 0; })
      .map(function (each) { return each[0] + ':' + each[1]; });
    if (kept.length > 0) {
      setAttribute(element, 'style', kept.join(';'));
    } else {
      removeAttribute(element, 'style');
    }
  }

  $.htmlPrefilter = function (html) {
    if (html.indexOf('<') < 0) {
      return html;
    }
    var template = createElement('template'); // where nothing runs and nothing is loaded
    template.innerHTML = html;
    Array.from(template.content.querySelectorAll('*')).reverse().forEach(clean);
    return template.innerHTML;
  };
})(jQuery);

/*
 * What the console has as text in attributes does not run under the policy of its pages: the buttons
 * that stop and restart the framework.
 */
(function ($) {
  'use strict';

  var QUESTION = /^return confirm\('([^'\\]*)'\);?$/;
  var ABORT = /^abort\('([^'\\]*)'\)$/;

  $(document).ready(function () {
    $('#shutdownform input, #shutdownform2 input').each(function () {
      var text = this.getAttribute('data-onclick') || ''; // the server has renamed it
      var question = QUESTION.exec(text);
      if (question) {
        $(this).on('click', function () { return window.confirm(question[1]); });
      } else if (ABORT.test(text)) {
        $(this).on('click', function () { window.abort(window.pluginRoot); });
      }
    });
  });
})(jQuery);
