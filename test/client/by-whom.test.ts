import { expect, test } from '@jest/globals';
import { userInfo } from 'node:os';
import { byWhom } from '../../client/by-whom.js';

test.each([
  ['ada', { GITHUB_ACTOR: 'bot' }, 'ada'],
  [undefined, { GITHUB_ACTOR: 'grace' }, 'grace'],
  [undefined, { GITHUB_ACTOR: 'author', GITHUB_TRIGGERING_ACTOR: 'who-ran-it-again' }, 'who-ran-it-again'],
  [undefined, { GITLAB_USER_LOGIN: 'linus' }, 'linus'],
  ['  ', { BUILDKITE_BUILD_CREATOR: ' Ken ' }, 'Ken'],
  [undefined, { BUILDKITE_BUILD_CREATOR: 'Ken', BUILDKITE_UNBLOCKER: 'Dennis' }, 'Dennis'],
  [undefined, { BUILD_USER_ID: 'jenkins-user' }, 'jenkins-user'],
  [undefined, { CIRCLE_USERNAME: 'barbara', SUDO_USER: 'root' }, 'barbara'],
  [undefined, { SUDO_USER: 'margaret' }, 'margaret'],
  [undefined, {}, userInfo().username],
])('with %j said and %j set, it is %s who acts', (said, env, name) => {
  expect(byWhom(said, env)).toBe(name);
});
