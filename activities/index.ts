import type { ActInput, ActKind, Finding } from '../domain/act.js';
import { noReceivers } from '../spec/receivers.js';
import { activity } from './activity.js';
import { admit } from './acts/admit.js';
import { awaitReady } from './acts/await-ready.js';
import { decommission } from './acts/decommission.js';
import { deploy } from './acts/deploy.js';
import { drain } from './acts/drain.js';
import { finish } from './acts/finish.js';
import { load } from './acts/load.js';
import { preflight } from './acts/preflight.js';
import { putBack } from './acts/put-back.js';
import { restore } from './acts/restore.js';
import { shift } from './acts/shift.js';
import { TakingsBack } from './acts/takings-back.js';
import { verify } from './acts/verify.js';
import { watch } from './acts/watch.js';
import { notify, type Notify } from './notifications/notify.js';
import type { Ports } from './ports.js';

/** The activities of a release, one for each kind of act, and the one that tells people of it. */
export type Activities = { [Kind in ActKind]: (input: ActInput<Kind>) => Promise<Finding> } & { notify: Notify };

/** Binds the activities to the world. Repeating any of them changes nothing that is done already. */
export function createActivities(ports: Ports): Activities {
  const takingsBack = new TakingsBack();
  return {
    preflight: activity(preflight(ports)),
    deploy: activity(deploy(ports)),
    awaitReady: activity(awaitReady(ports)),
    verify: activity(verify(ports)),
    load: activity(load(ports)),
    admit: activity(admit(ports)),
    shift: activity(takingsBack.counted(shift(ports))),
    watch: activity(watch(ports, takingsBack.goFirst)),
    drain: activity(drain(ports)),
    decommission: activity(decommission(ports)),
    restore: activity(restore(ports)),
    putBack: activity(putBack(ports)),
    finish: activity(finish(ports)),
    notify: notify(ports.receivers ?? noReceivers),
  };
}
