import type { Application } from './application.js';
import { applications } from './applications.js';
import type { ApplicationConfiguration } from './configuration.js';
import { controlRoutes } from './control-routes.js';
import { drain } from './drain.js';
import { serveWatch } from './grpc/watch-server.js';
import { listen } from './http-listener.js';
import { identify, type Identity } from './identity.js';
import { Lifecycle } from './lifecycle.js';
import { measured } from './measured-route.js';
import { Misbehaviour } from './misbehaviour.js';
import { misbehaving } from './misbehaving-route.js';
import { probeRoutes } from './probe-routes.js';
import type { Program } from './running-program.js';
import { RequestMetrics } from './request-metrics.js';
import type { Route } from './route.js';
import { upstreamsOf } from './upstreams.js';

interface Parts {
  application: Application;
  identity: Identity;
  lifecycle: Lifecycle;
  misbehaviour: Misbehaviour;
  metrics: RequestMetrics;
  whyNotReady: () => string | undefined;
  crash: () => void;
}

/** Starts one demo application with its control port; `crash` ends the process. Rejects when a port is taken. */
export async function startApplication(configuration: ApplicationConfiguration, crash: () => void): Promise<Program> {
  const parts = assemble(configuration, crash);
  const { application, identity, lifecycle, misbehaviour, metrics } = parts;
  const headers = { 'x-app': identity.app, 'x-app-version': identity.version };
  const common = { headers, closing: () => lifecycle.ending };
  const { port, controlPort, grpcPort, drainSeconds } = configuration;
  const control = await listen({ ...common, port: controlPort, routes: controlRoutes(misbehaviour, metrics) });
  const watch = application.watch === true ? await serveWatch({ ...parts, port: grpcPort }) : undefined;
  const http = await listen({ ...common, port, routes: routesOf(parts, configuration) });
  const end = async (): Promise<void> => {
    lifecycle.ending = true;
    await drain(watch === undefined ? [http] : [http, watch], drainSeconds);
    const closed = control.close();
    control.cut();
    await closed;
  };
  const grpc = watch === undefined ? {} : { grpc: watch.port };
  return { ports: { control: control.port, http: http.port, ...grpc }, end };
}

function assemble({ app, version, behaviour }: ApplicationConfiguration, crash: () => void): Parts {
  const application = applications[app];
  if (application === undefined) throw new Error(`there is no application ${app}`);
  const identity = identify(app, version);
  const lifecycle = new Lifecycle();
  const misbehaviour = new Misbehaviour(behaviour);
  const whyNotReady = (): string | undefined => lifecycle.whyNotReady(misbehaviour.behaviour);
  const metrics = new RequestMetrics(identity, () => whyNotReady() === undefined);
  return { application, identity, lifecycle, misbehaviour, metrics, whyNotReady, crash };
}

function routesOf(parts: Parts, { upstreamUrls, upstreamTimeoutMs }: ApplicationConfiguration): Route[] {
  const { application, identity, misbehaviour, metrics, whyNotReady, crash } = parts;
  const routes = application.routes({ identity, upstream: upstreamsOf(upstreamUrls, upstreamTimeoutMs) });
  // The probes stand outside of what misbehaves and of what is counted.
  return [
    ...probeRoutes(whyNotReady),
    ...routes.map((route) => measured(misbehaving(route, misbehaviour, crash), metrics)),
  ];
}
