/// The daemon, its configuration, its command line and its laboratory.
module hawser.gateway {
  requires transitive hawser.core;
  requires hawser.linux;
  requires jdk.unsupported;
  requires org.bouncycastle.provider;
  requires org.eclipse.jetty.server;
  requires tools.jackson.core;
  requires static transitive org.jspecify;

  exports hawser.config;
}
