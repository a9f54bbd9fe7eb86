import type { Application } from './application.js';
import { bookinfoApplications } from './bookinfo/bookinfo-applications.js';
import { shopApplications } from './shop/shop-applications.js';

/** Every demo application by name (the value of APP); the users are not among them. */
export const applications: Readonly<Record<string, Application>> = { ...bookinfoApplications, ...shopApplications };
