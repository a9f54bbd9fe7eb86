import { queryParts } from '../domain/query-parts.js';
import { lines } from './text.js';

/** What stands for what in a query: {{name}}. */
const parameters = ['namespace', 'service', 'version', 'deployment', 'window'];
const shown = parameters.map((name) => `{{${name}}}`).join(', ');

/** PromQL with {{parameters}}: names stand in quotes, where they can be escaped. */
export const query = lines('PromQL', 10_000).superRefine((text, context) => {
  for (const part of queryParts(text)) {
    if (!('parameter' in part) || part.within === 'comment') continue;
    const { text: written, parameter, within } = part;
    if (!parameters.includes(parameter)) context.addIssue(`{{${parameter}}} is no parameter; there are ${shown}`);
    else if (within === undefined && parameter !== 'window')
      context.addIssue(`${written} stands for a text: put it in quotes, "${written}"`);
  }
});

/** Those that differ between the versions. */
const ofVersion = ['version', 'deployment'];

/** Whether it asks for one version, so that the canary and stable can have different figures. */
export const asksForVersion = (text: string): boolean =>
  queryParts(text).some(
    (part) => 'parameter' in part && ofVersion.includes(part.parameter) && part.within !== 'comment',
  );
