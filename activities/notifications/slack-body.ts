import type { Notice, NoticeEvent } from '../../domain/notice.js';

const marks: Record<NoticeEvent, string> = {
  started: ':rocket:',
  question: ':raised_hand:',
  paused: ':double_vertical_bar:',
  trouble: ':hourglass_flowing_sand:',
  promoted: ':arrow_up:',
  'rolling-back': ':leftwards_arrow_with_hook:',
  released: ':white_check_mark:',
  'rolled-back': ':x:',
  aborted: ':octagonal_sign:',
  refused: ':no_entry:',
};

const headings: Record<NoticeEvent, string> = {
  started: 'begins',
  question: 'waits for a person',
  paused: 'is paused',
  trouble: 'is held up',
  promoted: 'is promoted',
  'rolling-back': 'is rolled back now',
  released: 'is released',
  'rolled-back': 'was rolled back',
  aborted: 'was aborted',
  refused: 'was refused',
};

/** A notice as Slack shows it. `link`: the release in Temporal's pages. */
export function slackBody(notice: Notice, link: string | undefined): string {
  const { event, namespace, service, version, weight, text, by, release } = notice;
  const subject = `${namespace}/${service}${version === undefined ? '' : ` ${version}`}`;
  const lines = [
    `${marks[event]} *${escaped(subject)} ${headings[event]}* at ${weight} %${by === undefined ? '' : `, by ${escaped(by)}`}`,
    escaped(text),
    ...(event === 'question' ? [escaped(answer(notice))] : []),
    link === undefined ? escaped(release) : `<${link}|${escaped(release)}>`,
  ];
  return JSON.stringify({ text: lines.join('\n') });
}

function answer({ namespace, service, gate }: Notice): string {
  const approve = `sluice approve ${namespace}/${service}${gate === undefined ? '' : ` --gate ${gate}`}`;
  return `Answer: \`${approve} --reason '...'\` or \`sluice abort ${namespace}/${service} --reason '...'\``;
}

/** Slack's three characters, https://docs.slack.dev/messaging/formatting-message-text, and all on one line. */
function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
