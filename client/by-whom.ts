import { userInfo } from 'node:os';

/** Where pipelines say who set them off, the more exact first; `sudo` says who became root. */
export const actorVariables = [
  'GITHUB_TRIGGERING_ACTOR',
  'GITHUB_ACTOR', // Gitea and Forgejo set it, too
  'GITLAB_USER_LOGIN',
  'BUILDKITE_UNBLOCKER',
  'BUILDKITE_BUILD_CREATOR',
  'CIRCLE_USERNAME',
  'BUILD_REQUESTEDFOR', // Azure Pipelines
  'BUILD_USER_ID', // Jenkins, with its plugin Build User Vars
  'CHANGE_AUTHOR', // Jenkins, for a change request
  'BITBUCKET_STEP_TRIGGERER_UUID',
  'DRONE_BUILD_TRIGGER',
  'CI_COMMIT_AUTHOR', // Woodpecker
  'CODEBUILD_INITIATOR',
  'SUDO_USER',
];

/** Who acts, for the release's records: what was said, else the pipeline's own word for it, else the user of the system. */
export function byWhom(said: string | undefined, env: Record<string, string | undefined> = process.env): string {
  const names = [said, ...actorVariables.map((name) => env[name])].map((name) => name?.trim());
  return names.find((name) => name !== undefined && name !== '') ?? systemUser();
}

/** A container may run as a user that has no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
