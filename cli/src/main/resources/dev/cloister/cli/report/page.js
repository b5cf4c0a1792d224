// Builds the page, and builds it again in the other language; keeps the reader's choices where that is allowed.
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const paper = window.matchMedia('print');
let printing = false;

// file:// may refuse storage; then choices last as long as the page.
const stored = (key) => {
  try {
    return new URLSearchParams(location.search).get(key) ?? localStorage.getItem('cloister.' + key);
  } catch {
    return null;
  }
};
const store = (key, value) => {
  try {
    localStorage.setItem('cloister.' + key, value);
  } catch { /* not kept */ }
};

const applyTheme = () => {
  const dark = !printing && (view.theme === 'dark' || (view.theme === 'auto' && systemDark.matches));
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
};

const setTheme = (theme) => {
  view.theme = theme;
  store('theme', theme);
  applyTheme();
  drawCharts();
};

const setLanguage = (lang) => {
  view.lang = lang;
  store('lang', lang);
  const top = window.scrollY;
  build();
  window.scrollTo(0, top);
  document.querySelector('[data-choice=language] input:checked').focus({ preventScroll: true });
};

const bar = () => [
  el('nav', { 'aria-label': t('contents') }, el('ul', {}, [
    ['summary', t('summary')], ['machine', t('machine')], ...workloads.map((workload, place) => ['workload-' + place, workloadName(workload.name)]),
    ['costs', t('costs')], ['decision', t('decision')], ['essay', t('essay')],
  ].filter(([id]) => document.getElementById(id)).map(([id, text]) => el('li', {}, el('a', { href: '#' + id }, text))))),
  el('div', { class: 'controls' },
    choice(t('language'), [['en', el('span', { lang: 'en' }, 'English')], ['zh', el('span', { lang: 'zh-CN' }, '中文')]], view.lang, setLanguage, { 'data-choice': 'language' }),
    choice(t('theme'), [['auto', t('themeAuto')], ['light', t('themeLight')], ['dark', t('themeDark')]], view.theme, setTheme, { 'data-choice': 'theme' })),
];

const build = () => {
  clearCharts();
  document.documentElement.lang = view.lang === 'zh' ? 'zh-CN' : 'en';
  document.title = t('pageTitle');
  document.querySelectorAll('[data-text]').forEach((element) => { element.textContent = t(element.dataset.text); });
  document.getElementById('main').replaceChildren(...[
    intro(), summarySection(), machineSection(), ...workloads.map(workloadSection), costsSection(), decisionSection(), essaySection(),
  ].filter(Boolean));
  document.getElementById('bar').replaceChildren(...bar());
  document.getElementById('footer').replaceChildren(...footerParts());
  drawCharts();
};

const setPrinting = (value) => {
  if (printing === value) return;
  printing = value;
  document.documentElement.classList.toggle('printing', printing);
  applyTheme();
  drawCharts();
};

view.lang = Object.hasOwn(LANGUAGES, stored('lang') ?? '') ? stored('lang') : /^zh\b/i.test(navigator.language ?? '') ? 'zh' : 'en';
view.theme = ['auto', 'light', 'dark'].includes(stored('theme')) ? stored('theme') : 'auto';
applyTheme();
build();

systemDark.addEventListener('change', () => { applyTheme(); drawCharts(); });
window.addEventListener('beforeprint', () => setPrinting(true));
window.addEventListener('afterprint', () => setPrinting(false));
paper.addEventListener('change', () => setPrinting(paper.matches));
let frame = 0;
let width = document.documentElement.clientWidth;
window.addEventListener('resize', () => {
  if (printing || width === document.documentElement.clientWidth) return;
  width = document.documentElement.clientWidth;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(drawCharts);
});
