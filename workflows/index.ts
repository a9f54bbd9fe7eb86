export { notice } from './notice.js';
export { preview } from './preview.js';
export { release } from './release.js';
export { service } from './service.js';
export { warmUp } from './warm-up.js';
