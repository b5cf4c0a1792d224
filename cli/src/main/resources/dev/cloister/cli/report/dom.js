// Elements. Texts become text nodes, never markup.
const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

const fill = (element, attributes, children) => {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
};

// A text of the figures, in the reader's language if that is known, marked with the language it is in.
const told = (text, name = 'span', attributes = {}) => {
  const [words, lang] = phrase(String(text));
  return el(name, { ...attributes, lang: lang === view.lang ? null : lang }, words);
};

// heads: texts, or [text, 'number']; rows: arrays of texts or nodes, or {cells, class}.
const table = (caption, heads, rows, attributes = {}) => {
  const numeric = heads.map((head) => Array.isArray(head));
  const side = (place) => (numeric[place] ? 'n' : null);
  const cell = (content, place) =>
    place === 0 ? el('th', { scope: 'row' }, content) : el('td', { class: side(place) }, content);
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el('table', attributes,
      el('caption', { class: 'away' }, caption),
      el('thead', {}, el('tr', {}, heads.map((head, place) =>
        el('th', { scope: 'col', class: side(place) }, Array.isArray(head) ? head[0] : head)))),
      el('tbody', {}, rows.map((row) => {
        const cells = Array.isArray(row) ? row : row.cells;
        return el('tr', { class: row.class }, cells.map(cell));
      }))));
};

const details = (summary, ...content) => el('details', {}, el('summary', {}, summary), content);

let radios = 0;

// One of several: a group of radio buttons. options: [value, label node or text]
const choice = (label, options, chosen, choose, attributes = {}) => {
  const group = 'choice' + radios++;
  return el('fieldset', { class: 'choice', ...attributes }, el('legend', {}, label),
    el('div', { class: 'options' }, options.map(([value, text, colour]) => el('label', {},
      el('input', { type: 'radio', name: group, value, checked: value === chosen, onchange: () => choose(value) }),
      el('span', {}, colour ? swatch(colour) : null, text)))));
};

const swatch = (colour) => el('i', { class: 'swatch', style: `--c: var(${colour})`, 'aria-hidden': 'true' });
