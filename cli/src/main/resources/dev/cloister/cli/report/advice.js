// What was advised for each workload, and why: the path through the tree, in words and in figures.
const profileShare = (profile) =>
  isNumber(profile.cpuNanos) && isNumber(profile.wallNanos) && profile.wallNanos > 0 ? Math.min(1, profile.cpuNanos / profile.wallNanos) : NaN;

const nanos = (value) => seconds(isNumber(value) ? value / 1e9 : NaN);
const PROFILE = [
  ['inputs', (value) => (value < 0 ? NOTHING : count(value))], ['samples', count], ['wallNanos', nanos], ['cpuNanos', nanos], ['cpuShare', percent],
  ['allocatedBytes', bytes], ['gcShare', percent], ['threadScaling', times], ['processScaling', times], ['argumentBytes', bytes], ['argumentNanos', nanos],
  ['resultBytes', bytes], ['resultNanos', nanos], ['processors', count], ['foreignLoad', digits],
];

const profileTable = (given) => {
  const profile = { ...given, cpuShare: profileShare(given) };
  const rows = PROFILE.filter(([name]) => isNumber(profile[name])).map(([name, format]) => [t('profile.' + name), format(profile[name])]);
  if (given.cannotTravel) rows.push([say(TREE[0].full), told(given.cannotTravel)]);
  for (const risk of Array.isArray(given.risks) ? given.risks : []) rows.push([String(risk?.kind ?? ''), told(risk?.evidence ?? '')]);
  return rows.length === 0 ? null : details(t('profile'), table(t('profile'), [t('figure'), [t('value')]], rows));
};

const estimateTable = (estimates) => details(t('estimates'), table(t('estimates'), [t('candidate'), [t('rate')], t('excluded')],
  estimates.map((estimate) => [modeName(estimate.choice), digits(estimate.tasksPerSecond), estimate.excluded ? told(estimate.excluded) : ''])));

// Chinese evidence of a step, made of the figures; null where they do not tell.
const EVIDENCE = {
  tiny: (profile) => (isNumber(profile.wallNanos) ? `单个任务用时 ${nanos(profile.wallNanos)}${profile.inputs > 0 ? `，共 ${count(profile.inputs)} 个输入` : ''}` : null),
  waits: (profile) => (isNumber(profileShare(profile)) ? `单个任务用时 ${nanos(profile.wallNanos)}，其中 ${percent(profileShare(profile))} 在计算` : null),
  many: (profile) => (profile.inputs > 0 ? `共 ${count(profile.inputs)} 个输入` : null),
  scales: (profile) => (isNumber(profile.threadScaling) ? `2 个线程的吞吐量是 1 个的 ${times(profile.threadScaling)}${isNumber(profile.processScaling) ? `，2 个进程是 ${times(profile.processScaling)}` : ''}` : null),
  travels: (profile) => (isNumber(profile.argumentBytes) ? `参数 ${bytes(profile.argumentBytes)}${isNumber(profile.resultBytes) ? `，结果 ${bytes(profile.resultBytes)}` : ''}` : null),
};

const evidenceOf = (step, profile) => {
  const original = String(step.evidence ?? '');
  const made = view.lang === 'zh' ? EVIDENCE[step.id]?.(profile) ?? null : null;
  return made === null || phrase(original)[1] === 'zh' ? told(original) : [made, original === '' ? null : el('small', { class: 'original', lang: 'en' }, original)];
};

const questionOf = (step) => {
  const known = TREE.find((node) => node.id === step.id);
  return view.lang === 'zh' && known ? say(known.full) : told(step.question ?? known?.full[0] ?? step.id);
};

const stepList = (advice) => el('ol', { class: 'steps' }, pathOf(advice).map((step) => el('li', {},
  el('b', {}, questionOf(step)), ' ', told(step.answer ?? '', 'span', { class: 'answerWord' }),
  el('div', { class: 'evidence' }, evidenceOf(step, advice.profile ?? {})))));

const reasonOf = (advice) => {
  const original = capital(String(advice.reason ?? ''));
  const profile = advice.profile ?? {};
  if (view.lang !== 'zh' || !isNumber(profile.wallNanos)) return el('p', { class: 'reason' }, told(original));
  const made = t('reasonFigures', { wall: nanos(profile.wallNanos) })
    + (isNumber(profileShare(profile)) ? t('reasonShare', { share: percent(profileShare(profile)) }) : '')
    + (isNumber(profile.threadScaling) && isNumber(profile.processScaling)
      ? t('reasonScaling', { threads: digits(profile.threadScaling), processes: digits(profile.processScaling) }) : '') + t('stop');
  return el('p', { class: 'reason' }, made, original === '' ? null : el('small', { class: 'original', lang: 'en' }, original));
};

const adviceText = (workload) => {
  const advice = workload.advice;
  const kind = kindOfName(advice.choice);
  return [
    el('h3', { class: 'advised' }, swatch(COLOURS[kind] ?? '--muted'), t('advice', { choice: modeName(advice.choice) })),
    reasonOf(advice),
    stepList(advice),
    profileTable(advice.profile ?? {}),
    Array.isArray(advice.estimates) && advice.estimates.length > 0 ? estimateTable(advice.estimates.filter(Boolean)) : null,
    advice.code ? details(t('code'), el('pre', { class: 'scroll', tabindex: 0, lang: 'en', 'aria-label': t('code') }, el('code', {}, String(advice.code)))) : null,
  ];
};

const shortQuestion = (step) => {
  const known = TREE.find((node) => node.id === step.id);
  return known ? say(known.short).join(view.lang === 'zh' ? '' : ' ') : told(step.question ?? step.id);
};

const pathsTable = (judged) => table(t('allPaths'), [t('workload'), t('path'), t('choice')], judged.map((workload) => [
  workloadName(workload.name),
  pathOf(workload.advice).flatMap((step, place) => [place > 0 ? ' → ' : '', shortQuestion(step), ' ', el('b', {}, told(step.answer ?? ''))]),
  modeName(workload.advice.choice),
]), { class: 'wrap paths' });

const decisionSection = () => {
  const judged = workloads.filter((workload) => workload.advice);
  const head = [el('h2', { id: 'decision' }, t('decision'))];
  if (judged.length === 0) return el('section', {}, head, el('p', { class: 'sub' }, t('treePlain')), el('div', { class: 'decision' }, treePicture(null, null)));
  const host = el('div', { class: 'decision', 'aria-live': 'polite' });
  const show = (name) => {
    const workload = judged.find((one) => one.name === name) ?? judged[0];
    view.path = workload.name;
    host.replaceChildren(
      el('div', {}, el('p', { class: 'sub' }, t('treeOf', { name: workloadName(workload.name) })), treePicture(workload, workload.advice)),
      el('div', { class: 'why' }, ...adviceText(workload).filter(Boolean)));
  };
  show(view.path);
  return el('section', {}, head, el('p', { class: 'sub' }, t('treeIntro')),
    choice(t('treeChoose'), judged.map((workload) => [workload.name, workloadName(workload.name)]), view.path, show, { 'data-choice': 'path' }),
    host, el('div', { class: 'keep' }, el('h3', {}, t('allPaths')), pathsTable(judged)));
};
