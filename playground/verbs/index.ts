import type { Command } from 'commander';
import { down } from './down.js';
import { images } from './images.js';
import { kubeconfig } from './kubeconfig.js';
import { kubectl } from './kubectl.js';
import { logs } from './logs.js';
import { mtls } from './mtls.js';
import { reset } from './reset.js';
import { shell } from './shell.js';
import { status } from './status.js';
import { traffic } from './traffic.js';
import { up } from './up.js';

/** Every verb of `npm run playground`, in the order of its help. */
export const verbs: Command[] = [up, down, status, reset, traffic, mtls, logs, kubectl, shell, kubeconfig, images];
