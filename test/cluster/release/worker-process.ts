import './temporal-namespace.js';

export { WorkerProcess } from '../../../playground/worker-process.js';
