
/*
 * What bundles say of themselves, in headers and in properties of their services and components,
 * gets into the pages of the web console as HTML. All of it passes here before it is shown: what
 * the pages are made of goes on; anything else is shown as the text that it is, and no script runs.
 */
(function ($) {
  'use strict';

  var ELEMENTS = new RegExp('^(A|B|BR|BUTTON|CAPTION|CODE|COL|COLGROUP|DD|DIV|DL|DT|EM|FIELDSET|H[1-6]|HR|I'
    + '|IFRAME|INPUT|LABEL|LEGEND|LI|OL|OPTGROUP|OPTION|P|PRE|S|SELECT|SMALL|SPAN|STRONG|SUB|SUP|TABLE'
    + '|TBODY|TD|TEXTAREA|TFOOT|TH|THEAD|TR|TT|U|UL)$');
  var ATTRIBUTES = new RegExp('^(align|alt|border|cellpadding|cellspacing|checked|class|cols|colspan|dir'
    + '|disabled|for|frameborder|height|href|id|label|lang|maxlength|multiple|name|nowrap|readonly|rel|role'
    + '|rows|rowspan|scope|selected|size|span|src|tabindex|target|title|type|valign|value|width'
    + '|aria-[a-z]+|data-[a-z-]+)$');
  var ADDRESSES = /^(href|src)$/;
  var HARMLESS = /^(https?:|mailto:|[^:]*$|[^:]*[\/?#])/i; // relative, or of the web

  function isAllowed(attribute) {
    return ATTRIBUTES.test(attribute.name)
      && (!ADDRESSES.test(attribute.name) || HARMLESS.test(attribute.value));
  }

  function cleanElement(element) {
    if (!ELEMENTS.test(element.tagName)) {
      element.replaceWith(document.createTextNode(element.outerHTML));
      return;
    }
    Array.from(element.attributes).forEach(function (attribute) {
      if (attribute.name === 'style') {
        keepStyle(element);
      } else if (!isAllowed(attribute)) {
        element.removeAttribute(attribute.name);
      }
    });
    if (element.tagName === 'IFRAME') {
      element.setAttribute('sandbox', '');
    }
  }

  /** Nothing that loads something or covers the page. */
  function keepStyle(element) {
    if (/[(\\@]|position|fixed|absolute/i.test(element.getAttribute('style'))) {
      element.removeAttribute('style');
    }
  }

  $.htmlPrefilter = function (html) {
    if (html.indexOf('<') < 0) {
      return html;
    }
    var template = document.createElement('template'); // where nothing runs and nothing is loaded
    template.innerHTML = html;
    Array.from(template.content.querySelectorAll('*')).reverse().forEach(cleanElement);
    return template.innerHTML;
  };
})(jQuery);
