import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { listAt, textAt, textsAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { type Container, isRunning } from './container.js';
import type { OwnObjects } from './own-objects.js';

/** The image whose curl requests are sent with when the spec names no pod. */
export const defaultProbeImage = 'curlimages/curl:8.10.1';
const containerName = 'curl';
const lifeSeconds = 3600;
const readyMs = 60_000;

/** By these a pod asks for a sidecar where its namespace does not. */
const asksForSidecar = ['sidecar.istio.io/inject', 'istio.io/rev'];

/** The labels by which the canary's pods ask for a sidecar: who sends requests to them is in the mesh as they are. */
async function meshLabels(
  cluster: Cluster,
  { namespace, canary }: Plan,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const deployment = await cluster.get('Deployment', namespace, canary.deployment, signal);
  const labels = textsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => asksForSidecar.includes(name) && value !== 'false'),
  );
}

/** Makes a pod of our own with curl, and waits for it. @throws Trouble: `Unavailable` when it is not ready in a minute. */
export async function openOwnPod(
  cluster: Cluster,
  { own, image, plan }: { own: OwnObjects; image: string; plan: Plan },
  signal: AbortSignal,
): Promise<Container> {
  const deadline = Date.now() + readyMs;
  const labels = await meshLabels(cluster, plan, signal);
  let pod = await own.make({ kind: 'Pod', role: 'probe', labels, spec: podSpec(image) }, signal);
  const { namespace = '', name } = pod.metadata;
  while (!isRunning(pod)) {
    if (Date.now() > deadline)
      throw new Trouble(
        'Unavailable',
        `The pod ${namespace}/${name} with ${image} does not get ready: ${whyNot(pod)}.`,
      );
    await delay(250, undefined, { signal }).catch(() => signal.throwIfAborted());
    const found = await cluster.get('Pod', namespace, name, signal);
    if (!found) throw new Trouble('Unavailable', `Somebody has deleted the pod ${namespace}/${name}.`);
    pod = found;
  }
  return { namespace, pod: name, container: containerName };
}

/** It may do nothing but send requests, and ends by itself should nobody take it away. */
function podSpec(image: string) {
  return {
    restartPolicy: 'Never',
    activeDeadlineSeconds: lifeSeconds,
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    containers: [
      {
        name: containerName,
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['sleep', String(lifeSeconds)],
        resources: { requests: { cpu: '10m', memory: '16Mi' } },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65534,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    ],
  };
}

function whyNot(pod: unknown): string {
  const waiting = listAt(pod, 'status', 'containerStatuses').flatMap((each) => {
    const reason = textAt(each, 'state', 'waiting', 'reason');
    return reason === undefined ? [] : [`${textAt(each, 'name')} ${reason}`];
  });
  return waiting.join(', ') || (textAt(pod, 'status', 'phase') ?? 'nothing is known');
}
