import { z } from 'zod';
import { type NoticeEvent, noticeEvents, type Subscription } from '../domain/notice.js';
import { kubernetesName } from './text.js';

const all: NoticeEvent[] = [...noticeEvents];

/** Who is told: a receiver's name alone is told everything. */
export const notify = z
  .array(
    z.union([
      kubernetesName,
      z.strictObject({
        to: kubernetesName,
        on: z.array(z.enum(noticeEvents)).min(1, 'expected at least one event').optional(),
      }),
    ]),
  )
  .check((context) => {
    const names = context.value.map((each) => (typeof each === 'string' ? each : each.to));
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      context.issues.push({ code: 'custom', input: name, path: [index], message: `${name} is named already` });
    });
  })
  .transform((list): Subscription[] =>
    list.map((each) => (typeof each === 'string' ? { to: each, on: all } : { to: each.to, on: each.on ?? all })),
  );
