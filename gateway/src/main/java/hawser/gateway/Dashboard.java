package hawser.gateway;

import hawser.admin.Authority;
import hawser.admin.Certificate;
import hawser.config.AdminSettings;
import hawser.config.AdminTables;
import hawser.config.SecretStore;
import hawser.net.IpAddress;
import hawser.rest.Route;
import hawser.web.DemoRoutes;
import hawser.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// REST and the dashboard of a running gateway: HTTPS on loopback and on every interface with
/// `allowaccess https`. Addresses come and go with links, so it looks again every few seconds.
final class Dashboard implements AutoCloseable {
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
  private static final int LOOK_SECONDS = 5;

  private record Place(IpAddress address, int port) {}

  private final Administration administration;
  private final SecretStore secrets;
  private final Authority authority;
  private final WebServer server;
  private final Set<Place> serving = new HashSet<>();
  private final Set<Place> warned = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dashboard").factory());

  private Dashboard(
      Gateway gateway,
      Administration administration,
      SecretStore secrets,
      Path state,
      Optional<Path> demo)
      throws IOException {
    this.administration = administration;
    this.secrets = secrets;
    AdminSettings settings = AdminTables.settings(administration.tree(), secrets);
    this.authority = Authority.open(state, settings, InstantSource.system());
    Certificate certificate = Certificate.open(state, settings.hostname());
    List<Route> more = demo.isPresent() ? new DemoRoutes(demo.get()).routes() : List.of();
    this.server =
        new WebServer(
            new LiveTunnels(gateway, administration),
            administration::tree,
            authority,
            certificate,
            more);
    if (demo.isPresent()) {
      authority.acceptOnce(Files.readString(demo.get().resolve("ticket")).strip());
      int ignored = server.listenOnLoopback(settings.httpPort());
    }
  }

  static Dashboard open(
      Gateway gateway,
      Administration administration,
      SecretStore secrets,
      Path state,
      Optional<Path> demo)
      throws IOException {
    Dashboard dashboard = new Dashboard(gateway, administration, secrets, state, demo);
    dashboard.configure();
    dashboard.server.start();
    var ignored =
        dashboard.timer.scheduleWithFixedDelay(
            dashboard::listen, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return dashboard;
  }

  /// Takes what the configuration now says.
  void configure() throws IOException {
    Map<String, String> fresh =
        authority.configure(AdminTables.settings(administration.tree(), secrets));
    fresh.forEach((name, password) ->
        System.out.println(
            "first login: user "
                + name
                + ", one-time password "
                + password
                + " (shown only now; a new one must be set)"));
    listen();
  }

  Optional<String> generateKey(String user) throws IOException {
    return authority.generateKey(user);
  }

  private synchronized void listen() {
    AdminSettings settings = authority.settings();
    Set<Place> wanted = new LinkedHashSet<>();
    wanted.add(new Place(LOOPBACK, settings.httpsPort()));
    settings.httpsAddresses().forEach(a -> wanted.add(new Place(a, settings.httpsPort())));
    for (Place place : Set.copyOf(serving)) {
      if (!wanted.contains(place)) {
        server.stopListening(place.address(), place.port());
        serving.remove(place);
      }
    }
    for (Place place : wanted) {
      if (!serving.contains(place)) {
        try {
          int ignored = server.listenSecurely(place.address(), place.port());
          serving.add(place);
          warned.remove(place);
        } catch (IOException e) {
          if (warned.add(place)) {
            Log.warn(
                "the dashboard cannot be served at "
                    + place.address()
                    + ":"
                    + place.port()
                    + ": "
                    + e.getMessage());
          }
        }
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    server.close();
  }
}
