// Numbers for people, with their units.
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const NOTHING = '–';

const digits = (value, significant = 3) => {
  if (!isNumber(value)) return NOTHING;
  const places = value === 0 ? 0 : Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(value))));
  return new Intl.NumberFormat(view.lang, { maximumFractionDigits: Math.min(places, 6), minimumFractionDigits: 0 }).format(value);
};
const count = (value) => (isNumber(value) ? new Intl.NumberFormat(view.lang).format(value) : NOTHING);
const seconds = (value) => {
  if (!isNumber(value)) return NOTHING;
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 1e-6) return digits(value * 1e9) + ' ns';
  if (size < 1e-3) return digits(value * 1e6) + ' µs';
  return size < 1 ? digits(value * 1e3) + ' ms' : digits(value) + ' s';
};
const times = (ratio) => (isNumber(ratio) ? digits(ratio, ratio < 10 ? 3 : 2) + '×' : NOTHING);
const percent = (share) => (isNumber(share) ? digits(100 * share, 2) + ' %' : NOTHING);
const bytes = (value) => {
  if (!isNumber(value)) return NOTHING;
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let place = 0;
  for (; Math.abs(value) >= 1024 && place < 3; place++) value /= 1024;
  return digits(value) + ' ' + units[place];
};
const date = (text) => {
  const when = new Date(text);
  return Number.isNaN(when.getTime())
    ? String(text)
    : new Intl.DateTimeFormat(view.lang, { dateStyle: 'long', timeStyle: 'short' }).format(when);
};
