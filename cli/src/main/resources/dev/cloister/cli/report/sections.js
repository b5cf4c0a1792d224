// The parts of the page, from the top.
const fact = (name, value) => (value === undefined || value === null || value === '' ? [] : [el('dt', {}, name), el('dd', {}, value)]);

const intro = () => el('section', { class: 'intro' },
  el('h1', {}, t('pageTitle')),
  el('p', { class: 'lead' }, t('lead')),
  el('p', { class: 'sub' },
    [
      content.time ? t('started') + t('colon') + date(content.time) : t('written') + t('colon') + date(content.written),
      content.version ? `${t('version')} ${content.version}` : null,
      content.quick === true ? t('quick') : null,
    ].filter(Boolean).join(' · ')));

const summarySection = () => (workloads.length === 0
  ? el('section', {}, el('p', {}, t('none')))
  : el('section', {}, el('h2', { id: 'summary' }, t('summary')),
    el('dl', { class: 'summary' }, workloads.map((workload) => [
      el('dt', {}, el('a', { href: '#workload-' + workloads.indexOf(workload) }, workloadName(workload.name))),
      el('dd', {}, summaryOf(workload)),
    ])),
    overviewTable()));

const overviewTable = () => {
  const kinds = KINDS.filter((kind) => list('rows').some((row) => isOurs(row) && kindOf(row) === kind && measured(row)));
  const python = list('rows').some((row) => !isOurs(row) && measured(row));
  const heads = [t('workload'), ...kinds.map((kind) => [el('span', {}, swatch(COLOURS[kind]), t('mode.' + kind))])];
  if (python) heads.push([el('span', {}, swatch('--python'), t('pythonBest'))]);
  const rows = workloads.map((workload) => {
    const found = standing(workload);
    const cells = kinds.map((kind) => {
      const row = least(workload.rows.filter((one) => isOurs(one) && kindOf(one) === kind && measured(one)));
      return overviewCell(row, found.ties.includes(row));
    });
    return [workloadName(workload.name), ...cells, ...(python ? [overviewCell(found.python, false, true)] : [])];
  });
  return [el('p', { class: 'sub' }, t('overviewCaption')), table(t('summary'), heads, rows, { class: 'overview' })];
};

const overviewCell = (row, best, named = false) => (row === null ? NOTHING : [
  el(best ? 'strong' : 'span', {}, seconds(row.seconds)),
  el('small', {}, named ? modeName(row.mode) : isNumber(speedupOf(row)) && kindOf(row) !== 'SERIAL' ? times(speedupOf(row)) : ''),
]);

const machineSection = () => {
  const machine = content.machine ?? {};
  const warnings = Array.isArray(machine.warnings) ? machine.warnings : [];
  const points = (Array.isArray(content.load) ? content.load : []).filter((point) => Array.isArray(point) && isNumber(point[0]));
  return el('section', {}, el('h2', { id: 'machine' }, t('machine')),
    warnings.length > 0
      ? el('div', { class: 'warnings', role: 'note' }, el('strong', {}, '⚠ ' + t('warnings')), el('ul', {}, warnings.map((warning) => told(warning, 'li'))))
      : content.machine ? el('p', { class: 'sub' }, t('noWarnings')) : null,
    el('dl', { class: 'facts' },
      fact(t('processors'), isNumber(machine.cpus) ? el('span', {}, count(machine.cpus), machine.cpusReason ? [' – ', told(machine.cpusReason)] : '') : null),
      fact(t('model'), machine.processor), fact(t('jdk'), machine.jdk), fact(t('system'), machine.system),
      fact(t('loadBefore'), isNumber(machine.loadAverage) ? digits(machine.loadAverage) : null),
      fact(t('busyBefore'), isNumber(machine.busy) ? percent(machine.busy) : null)),
    el('h3', {}, t('load')),
    points.length === 0 ? el('p', { class: 'sub' }, t('noLoad')) : [
      el('p', { class: 'sub' }, t('loadSub')),
      loadChart(points),
      lazyDetails(t('table'), () => table(t('load'), [t('sinceStart'), [t('busyProcessors')], [t('loadAverage')]],
        points.map((point) => [digits(point[0], 4) + GAP + 's', digits(point[1]), digits(point[2])]))),
    ]);
};

const rowTable = (workload) => {
  const best = standing(workload).ties;
  const notes = workload.notes.filter((note) => !workload.rows.some((row) => row.runtime === note.runtime && row.mode === note.mode));
  const noteOf = (row) => workload.notes.find((note) => note.runtime === row.runtime && note.mode === row.mode);
  return table(t('times'), [t('mode'), [t('time')], [t('spread')], [t('speedup')], [t('runs')], t('result'), t('note')], [
    ...workload.rows.map((row) => ({
      class: best.includes(row) ? 'best' : null,
      cells: [el('span', {}, swatch(colourOf(row)), rowName(row)), measured(row) ? seconds(row.seconds) : NOTHING, spread(row), times(speedupOf(row)),
        count(row.runs), !measured(row) ? t('notMeasured') : row.agrees === false ? el('strong', { class: 'bad' }, '✕ ' + t('differs')) : row.agrees ? t('agrees') : NOTHING,
        noteOf(row) ? told(noteOf(row).note) : ''],
    })),
    ...notes.map((note) => [rowName(note), NOTHING, NOTHING, NOTHING, NOTHING, t('notMeasured'), told(note.note ?? '')]),
  ]);
};

const workloadSection = (workload, place) => {
  const rows = workload.rows.filter(measured);
  const lines = workload.timelines.filter((line) => line.tasks.length > 0);
  return el('section', { class: 'workload', 'data-workload': workload.name },
    el('h2', { id: 'workload-' + place }, workloadName(workload.name)),
    workload.title ? el('p', { class: 'sub' }, told(workload.title)) : null,
    el('p', { class: 'finding' }, summaryOf(workload)),
    rows.length === 0 ? null : el('div', { class: 'pair' },
      el('div', { class: 'keep' }, el('h3', {}, t('times')), el('p', { class: 'sub' }, t('timesSub')), timeChart(workload, rows)),
      !rows.some((row) => isNumber(speedupOf(row))) ? null : el('div', { class: 'keep' }, el('h3', {}, t('speedups')), el('p', { class: 'sub' }, t('speedupsSub')), speedupChart(workload, rows))),
    workload.rows.length + workload.notes.length === 0 ? null : details(t('table'), rowTable(workload)),
    lines.length === 0 ? null : el('div', { class: 'keep' },
      el('h3', {}, t('taskTimes')), el('p', { class: 'sub' }, t('taskTimesSub')),
      taskTimesChart(workload, lines), details(t('table'), spanTable(lines))),
    timelineBlock(workload));
};

const spanTable = (lines) => table(t('taskTimes'),
  [t('mode'), [t('tasks')], [t('shortest')], [t('quartile1')], [t('median')], [t('quartile3')], [t('percentile95')], [t('longest')], [t('failed')]],
  lines.map((line) => {
    const span = taskSpans(line);
    return [modeName(line.mode), count(span.count), ...[span.least, span.quartile1, span.median, span.quartile3, span.percentile95, span.most].map((value) => seconds(value)), count(span.failed)];
  }));

// All values of a measure in seconds or MiB, so that they can share an axis.
const UNITS = { us: ['time', 1e-6], ms: ['time', 1e-3], s: ['time', 1], ns: ['time', 1e-9], KiB: ['memory', 1 / 1024], MiB: ['memory', 1] };

const measuresOf = () => {
  const measures = new Map();
  for (const cost of list('costs').filter((one) => isNumber(one.value))) {
    const key = String(cost.measure);
    const [sort, scale] = UNITS[cost.unit] ?? [null, 1];
    if (!measures.has(key)) measures.set(key, { measure: key, sort, unit: cost.unit, values: new Map() });
    measures.get(key).values.set(String(cost.runtime), cost.value * scale);
  }
  return [...measures.values()];
};

const costsSection = () => {
  const measures = measuresOf();
  if (measures.length === 0) return null;
  const of = (sort) => measures.filter((one) => one.sort === sort && [...one.values.values()].every((value) => value > 0));
  const format = (one) => (value) => (value === undefined ? NOTHING : one.sort === 'time' ? seconds(value) : one.sort === 'memory' ? mebibytes(value)
    : `${digits(value, 3, true)} ${one.unit === 'of 9' ? t('unitOfNine') : one.unit ?? ''}`);
  const notes = list('notes').filter((note) => note.workload === 'costs');
  const block = (sort, head, print) => (of(sort).length === 0 ? null : [el('h3', {}, t(head)), costChart(t(head), of(sort), print, sort === 'time' ? t('axisTime') : t('axisMemory'))]);
  return el('section', {}, el('h2', { id: 'costs' }, t('costs')),
    block('time', 'costTimes', seconds), block('memory', 'costMemory', mebibytes),
    el('h3', {}, t('costTable')),
    table(t('costTable'), [t('cost'), ...runtimes.map((runtime) => [runtimeName(runtime)])],
      measures.map((one) => [told(one.measure), ...runtimes.map((runtime) => format(one)(one.values.get(runtime)))]), { class: 'wrap' }),
    notes.length === 0 ? null : [el('h3', {}, t('notes')), el('ul', { class: 'notes' }, notes.map((note) => el('li', {},
      runtimeName(note.runtime), t('comma'), told(note.mode), t('colon'), told(note.note ?? ''))))]);
};

const essaySection = () => el('section', { class: 'essay' }, el('h2', { id: 'essay' }, t('essay')),
  ESSAY.paragraphs.map((paragraph) => el('p', {}, say(paragraph))),
  el('h3', {}, say(ESSAY.reasonsHead)), el('ul', {}, ESSAY.reasons.map((reason) => el('li', {}, say(reason)))),
  el('div', { class: 'keep' }, el('h3', {}, say(ESSAY.caption)),
    table(say(ESSAY.caption), ESSAY.tableHead.map(say), ESSAY.rows.map((row) => row.map(say)), { class: 'wrap' })));

const footerParts = () => [
  el('p', {}, t('footerMethod')), el('p', {}, t('footerOffline'), ' ', t('footerCharts')),
  lazyDetails(t('licences'), () => el('pre', { class: 'scroll', lang: 'en', tabindex: 0, 'aria-label': t('licences') }, document.getElementById('licences').content.textContent)),
];
