// Numbers for people, with their units.
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const NOTHING = '–';
const GAP = '\u00a0';

// Three digits that count; round leaves out zeros at the end, as axes want it.
const digits = (value, significant = 3, round = false) => {
  if (!isNumber(value)) return NOTHING;
  const places = value === 0 ? 0 : Math.min(6, Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(value) * 1.0005))));
  return new Intl.NumberFormat(view.lang, { maximumFractionDigits: places, minimumFractionDigits: round ? 0 : places }).format(value);
};
const count = (value) => (isNumber(value) ? new Intl.NumberFormat(view.lang).format(value) : NOTHING);

const scaled = (value, steps, round) => {
  const [size, unit] = steps.find(([least]) => Math.abs(value) >= least) ?? steps[steps.length - 1];
  return digits(value / size, 3, round) + GAP + unit;
};
const SECONDS = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];
const BYTES = [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']];

const seconds = (value, round = false) => (!isNumber(value) ? NOTHING : value === 0 ? '0' + GAP + 's' : scaled(value, SECONDS, round));
const bytes = (value, round = false) => (!isNumber(value) ? NOTHING : scaled(value, BYTES, round || value < 1024));
const mebibytes = (value, round = false) => digits(value, 3, round) + GAP + 'MiB';
const times = (ratio, round = false) => (isNumber(ratio) ? digits(ratio, ratio < 10 ? 3 : 2, round) + '×' : NOTHING);
const percent = (share) => (isNumber(share) ? digits(100 * share, 2, true) + GAP + '%' : NOTHING);
const date = (text) => {
  const when = new Date(text);
  return Number.isNaN(when.getTime())
    ? String(text)
    : new Intl.DateTimeFormat(view.lang, { dateStyle: 'long', timeStyle: 'short' }).format(when);
};
