// The summary in words: which mode was fastest, by how much, and beside what.
const joined = (items) => items.reduce((text, item, place) =>
  text + (place === 0 ? '' : place === items.length - 1 ? t('and') : t('comma')) + item, '');

const sentenceOfBest = ({ best, ties, serial }) => {
  const text = t('fastest', { modes: joined(ties.map((row) => modeName(row.mode))), time: seconds(best.seconds) });
  if (serial === null) return text + t('onlyOne');
  return text + (ties.includes(serial) ? t('serialBest') : t('overSerial', { x: digits(serial.seconds / best.seconds) }));
};

const sentenceOfPython = ({ best, python }) => {
  if (python === null) return t('pythonNone');
  const ratio = python.seconds / best.seconds;
  const key = ratio > 1.05 ? 'pythonSlower' : ratio < 0.95 ? 'pythonFaster' : 'pythonSame';
  return t(key, {
    mode: modeName(python.mode), runtime: runtimeName(python.runtime), time: seconds(python.seconds), x: digits(ratio > 1 ? ratio : 1 / ratio),
  });
};

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const summaryOf = (workload) => {
  const found = standing(workload);
  if (found.best === null) return capital(t('notMeasured')) + t('stop').trim();
  const sentences = [sentenceOfBest(found), sentenceOfPython(found)];
  if (found.auto !== null) sentences.push(t('autoTook', { time: seconds(found.auto.seconds), x: digits(found.auto.seconds / found.best.seconds) }));
  if (workload.advice) sentences.push(t('adviceWas', { choice: modeName(workload.advice.choice) }));
  if (found.wrong.length > 0) sentences.push(t('wrongResults', { modes: joined(found.wrong.map(rowName)) }));
  return sentences.map((sentence) => capital(sentence) + t('stop')).join('').trim();
};
