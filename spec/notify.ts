import { z } from 'zod';
import { type NoticeEvent, noticeEvents, type Subscription } from '../domain/notice.js';
import { acrossList } from './across.js';
import { forms } from './forms.js';
import { kubernetesName } from './text.js';

const all: NoticeEvent[] = [...noticeEvents];

const everything = kubernetesName.transform((to): Subscription => ({ to, on: all }));
const some = z
  .strictObject({
    to: kubernetesName,
    on: z.array(z.enum(noticeEvents)).min(1, 'expected at least one event').optional(),
  })
  .transform(({ to, on = all }): Subscription => ({ to, on }));

/** Who is told: a receiver's name alone is told everything. */
export const notify = acrossList(
  z.array(forms({ text: everything, object: some }, "expected a receiver's name, or { to, on }")),
  (list, complain) => {
    const names = list.map((each) => each?.to);
    names.forEach((name, index) => {
      if (name !== undefined && names.indexOf(name) !== index) complain(`${name} is named already`, index);
    });
  },
);
