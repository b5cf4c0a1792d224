// What the page knows, read from the figures with care: each part may be missing.
const content = JSON.parse(document.getElementById('data').textContent);
const list = (name) => (Array.isArray(content[name]) ? content[name].filter((item) => item !== null && typeof item === 'object') : []);

const KINDS = ['SERIAL', 'THREADS', 'VIRTUAL_THREADS', 'PROCESSES', 'PROCESSES_X_THREADS', 'AUTO'];
const COLOURS = {
  SERIAL: '--serial', THREADS: '--threads', VIRTUAL_THREADS: '--virtual', PROCESSES: '--processes',
  PROCESSES_X_THREADS: '--hybrid', AUTO: '--auto', CANNOT_TELL: '--muted',
};
const NAMES = [
  ['PROCESSES_X_THREADS', /^processes?[ _-]?(x|×)[ _-]?threads?\b/i],
  ['VIRTUAL_THREADS', /^virtual[ _-]?threads?\b/i],
  ['THREADS', /^threads?\b/i],
  ['PROCESSES', /^process(es)?\b/i],
  ['SERIAL', /^serial\b/i],
  ['AUTO', /^auto(matic)?\b/i],
  ['CANNOT_TELL', /^cannot[ _-]?tell/i],
];

const isOurs = (row) => row.runtime === undefined || row.runtime === 'jvm';
const kindOfName = (name) => NAMES.find(([, pattern]) => pattern.test(String(name)))?.[0] ?? null;
const kindOf = (row) => (KINDS.includes(row.kind) ? row.kind : isOurs(row) ? kindOfName(row.mode) : null);

// "threads (2)" in the reader's language.
const modeName = (mode) => {
  const text = String(mode);
  if (/^pool x threads/i.test(text)) return text.replace(/ x threads/i, ' × ' + t('mode.THREADS'));
  const found = NAMES.find(([, pattern]) => pattern.test(text));
  return found ? text.replace(found[1], t('mode.' + found[0])).replace(/(\d) x (?=\d)/, '$1 × ') : text;
};
const runtimeName = (runtime) => String(runtime).replace(/^jvm$/, 'JVM').replace(/^cpython\b/, 'CPython');
const rowName = (row) => (isOurs(row) ? modeName(row.mode) : `${runtimeName(row.runtime)} · ${modeName(row.mode)}`);

const runtimes = [...new Set([...list('rows'), ...list('costs')].map((row) => String(row.runtime ?? 'jvm')))]
  .sort((a, b) => (a === 'jvm' ? -1 : b === 'jvm' ? 1 : 0));
const runtimeColour = (runtime) =>
  runtime === 'jvm' ? '--jvm' : runtimes.filter((name) => name !== 'jvm').indexOf(runtime) % 2 === 0 ? '--python' : '--python2';
const colourOf = (row) => (isOurs(row) ? COLOURS[kindOf(row)] ?? '--muted' : runtimeColour(row.runtime));

const measured = (row) => isNumber(row.seconds) && row.seconds > 0;
const allRuns = (row) => (Array.isArray(row.all) ? row.all.filter((value) => isNumber(value) && value > 0) : []);

const workloadsOf = () => {
  const names = new Map(list('workloads').map((workload) => [String(workload.name), workload]));
  for (const part of ['rows', 'timelines', 'advice']) {
    for (const item of list(part)) {
      if (item.workload !== undefined && !names.has(String(item.workload))) names.set(String(item.workload), { name: String(item.workload) });
    }
  }
  return [...names].map(([name, workload]) => ({
    name,
    title: workload.title,
    rows: list('rows').filter((row) => String(row.workload) === name),
    timelines: list('timelines').filter((line) => String(line.workload) === name).map(timelineOf),
    advice: list('advice').find((advice) => String(advice.workload) === name),
    notes: list('notes').filter((note) => String(note.workload) === name),
  }));
};

const timelineOf = (line) => {
  const lanes = Array.isArray(line.lanes) ? line.lanes.map(String) : [];
  const tasks = (Array.isArray(line.tasks) ? line.tasks : [])
    .filter((task) => Array.isArray(task) && Number.isInteger(task[0]) && task[0] >= 0 && isNumber(task[1]) && isNumber(task[2]))
    .map(([lane, start, duration, ok], place) => ({ lane, start, duration, ok: ok !== 0, number: place + 1 }));
  for (const { lane } of tasks) {
    while (lanes.length <= lane && lanes.length < 10000) lanes.push(String(lanes.length + 1));
  }
  return { mode: String(line.mode), kind: kindOfName(line.mode), seconds: line.seconds, lanes, tasks };
};

const workloads = workloadsOf();
const workloadName = (name) => (view.lang === 'zh' && Object.hasOwn(WORKLOADS, name) ? WORKLOADS[name] : name);

// Over the serial mode of the same runtime, also where the figures leave it out.
const speedupOf = (row) => {
  if (isNumber(row.speedup)) return row.speedup;
  const serial = list('rows').find((one) => one.workload === row.workload && one.runtime === row.runtime && measured(one)
    && kindOfName(one.mode) === 'SERIAL');
  return serial && measured(row) ? serial.seconds / row.seconds : NaN;
};

const least = (rows) => rows.reduce((best, row) => (best === null || row.seconds < best.seconds ? row : best), null);

// Our fixed modes with right results, the fastest first; all within 5 % of it count as fastest.
const standing = (workload) => {
  const valid = workload.rows.filter((row) => measured(row) && row.agrees !== false);
  const ours = valid.filter((row) => isOurs(row) && kindOf(row) !== 'AUTO').sort((a, b) => a.seconds - b.seconds);
  const best = ours[0] ?? null;
  return {
    best,
    ties: ours.filter((row) => row.seconds <= best.seconds * 1.05),
    serial: ours.find((row) => kindOf(row) === 'SERIAL') ?? null,
    auto: valid.find((row) => kindOf(row) === 'AUTO') ?? null,
    python: least(valid.filter((row) => !isOurs(row))),
    wrong: workload.rows.filter((row) => measured(row) && row.agrees === false),
  };
};

const quantile = (sorted, share) => {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (place - low);
};
