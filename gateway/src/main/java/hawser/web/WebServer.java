package hawser.web;

import hawser.admin.Authority;
import hawser.admin.Certificate;
import hawser.admin.Journal;
import hawser.net.IpAddress;
import hawser.rest.AggregateMonitor;
import hawser.rest.Api;
import hawser.rest.Cmdb;
import hawser.rest.ConfigSource;
import hawser.rest.Envelope;
import hawser.rest.Events;
import hawser.rest.Guard;
import hawser.rest.History;
import hawser.rest.IpsecMonitor;
import hawser.rest.Live;
import hawser.rest.Logins;
import hawser.rest.Route;
import hawser.rest.Sampler;
import hawser.rest.SharedTunnels;
import hawser.rest.SystemMonitor;
import hawser.rest.TunnelSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP server with everything behind it. HTTPS wherever it is asked to listen; plain HTTP only
/// on loopback, and elsewhere to say that HTTPS is meant.
public final class WebServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int IDLE_MILLIS = 30_000;
  private static final int LARGEST_HEADERS = 8 << 10;

  static {
    // Jetty logs through SLF4J, and nothing listens: what matters is answered or logged by us.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  private final Server server;
  private final Sampler sampler;
  private final Streams streams;
  private final Api api;
  private final HttpConfiguration http = new HttpConfiguration();
  private final SslContextFactory.Server tls = new SslContextFactory.Server();

  /// @param more routes of others, such as the demo's
  public WebServer(
      TunnelSource source,
      ConfigSource configuration,
      Authority authority,
      Certificate certificate,
      Journal journal,
      List<Route> more) {
    Envelope envelope = new Envelope(certificate.serial());
    this.sampler = new Sampler(source);
    Events events = new Events();
    History history = new History();
    sampler.watch(seen -> history.add(seen.sample()));
    sampler.watch(events);
    List<String> features = more.isEmpty() ? List.of() : List.of("cables");
    List<Route> routes = new ArrayList<>(Page.routes());
    routes.addAll(new Logins(authority, envelope, features).routes());
    routes.addAll(new IpsecMonitor(new SharedTunnels(source), envelope, journal).routes());
    routes.addAll(new AggregateMonitor(sampler, history, envelope).routes());
    routes.addAll(new SystemMonitor(authority, envelope).routes());
    routes.addAll(Live.routes());
    routes.addAll(new Cmdb(configuration, envelope).routes());
    routes.addAll(more);
    this.api = new Api(new Guard(authority), envelope, routes);
    this.streams = new Streams(events, sampler, authority);
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    this.server = new Server(threads);
    server.setHandler(new Redirect(authority, new Entry(api, envelope, streams)));
    server.setErrorHandler(new Refusal(envelope));
    server.setStopTimeout(0);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    tls.setKeyStore(certificate.keyStore());
    tls.setKeyStorePassword(certificate.keyStorePassword());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setUriCompliance(UriCompliance.UNSAFE); // Paths is stricter than any of them
    http.setHttpCompliance(HttpCompliance.STRICT);
  }

  /// Listens with TLS; port 0 takes a free one.
  ///
  /// @return the port
  /// @throws IOException when the address is not there or the port is taken
  public int listenSecurely(IpAddress address, int port) throws IOException {
    HttpConfiguration secure = new HttpConfiguration(http);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory plain = new HttpConnectionFactory(secure);
    SslConnectionFactory encrypted = new SslConnectionFactory(tls, "http/1.1");
    return listen(new ServerConnector(server, 1, 1, encrypted, plain), address, port);
  }

  /// Listens without TLS, on this machine only.
  public int listenOnLoopback(int port) throws IOException {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return listen(new ServerConnector(server, 1, 1, plain), IpAddress.parse("127.0.0.1"), port);
  }

  /// Listens without TLS, only to send browsers to HTTPS at the same address.
  public int listenForRedirect(IpAddress address, int port) throws IOException {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setName(Redirect.CONNECTOR);
    return listen(connector, address, port);
  }

  /// Stops listening where it did.
  public void stopListening(IpAddress address, int port) {
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof ServerConnector tcp
          && tcp.getHost().equals(address.toString())
          && tcp.getPort() == port) {
        stop(tcp);
        server.removeConnector(tcp);
      }
    }
  }

  private int listen(ServerConnector connector, IpAddress address, int port) throws IOException {
    connector.setHost(address.toString());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setReuseAddress(true);
    connector.open();
    try {
      server.addConnector(connector);
      if (server.isRunning()) {
        connector.start();
      }
    } catch (Exception e) {
      connector.close();
      throw new IOException("cannot serve at " + address + ":" + port, e);
    }
    return connector.getLocalPort();
  }

  public List<Route> routes() {
    return api.routes();
  }

  public void start() throws IOException {
    sampler.start();
    streams.start();
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not start", e);
    }
  }

  @Override
  public void close() {
    streams.close();
    sampler.close();
    stop(server);
  }

  private static void stop(LifeCycle part) {
    try {
      part.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    }
  }
}
