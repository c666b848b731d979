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
import org.jspecify.annotations.Nullable;

/// REST and the dashboard of a running gateway: HTTPS on loopback and on every interface with
/// `allowaccess https`; on those with `allowaccess http` as well, HTTP sends to it. Addresses come
/// and go with links, so it looks again every few seconds.
///
/// Accounts are there at once; the server begins on a thread of its own, so that the gateway is
/// ready without waiting for it.
final class Dashboard implements AutoCloseable {
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
  private static final int LOOK_SECONDS = 5;

  private enum Kind {
    SECURE,
    REDIRECT
  }

  private record Place(IpAddress address, int port, Kind kind) {}

  private final Gateway gateway;
  private final Administration administration;
  private final SecretStore secrets;
  private final Path state;
  private final Optional<Path> demo;
  private final Authority authority;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dashboard").factory());

  // Owned by the thread.
  private final Set<Place> serving = new HashSet<>();
  private final Set<Place> warned = new HashSet<>();
  private @Nullable WebServer server;

  private Dashboard(
      Gateway gateway,
      Administration administration,
      SecretStore secrets,
      Path state,
      Optional<Path> demo)
      throws IOException {
    this.gateway = gateway;
    this.administration = administration;
    this.secrets = secrets;
    this.state = state;
    this.demo = demo;
    this.authority = Authority.open(state, settings(), InstantSource.system(), Log::info);
  }

  static Dashboard open(
      Gateway gateway,
      Administration administration,
      SecretStore secrets,
      Path state,
      Optional<Path> demo)
      throws IOException {
    Dashboard dashboard = new Dashboard(gateway, administration, secrets, state, demo);
    dashboard.thread.execute(dashboard::begin);
    dashboard.configure();
    var ignored =
        dashboard.thread.scheduleWithFixedDelay(
            dashboard::listen, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return dashboard;
  }

  /// Takes what the configuration now says.
  void configure() throws IOException {
    Map<String, String> fresh = authority.configure(settings());
    fresh.forEach((name, password) ->
        System.out.println(
            "first login: user "
                + name
                + ", one-time password "
                + password
                + " (shown only now; a new one must be set)"));
    thread.execute(this::listen);
  }

  Optional<String> generateKey(String user) throws IOException {
    return authority.generateKey(user);
  }

  private AdminSettings settings() {
    return AdminTables.settings(administration.tree(), secrets);
  }

  private void begin() {
    try {
      List<Route> more = demo.isPresent() ? new DemoRoutes(demo.get()).routes() : List.of();
      WebServer fresh =
          new WebServer(
              new LiveTunnels(gateway, administration),
              administration::tree,
              authority,
              Certificate.open(state, authority.settings().hostname()),
              Log::info,
              more);
      if (demo.isPresent()) {
        authority.acceptOnce(Files.readString(demo.get().resolve("ticket")).strip());
        int ignored = fresh.listenOnLoopback(authority.settings().httpPort());
      }
      fresh.start();
      server = fresh;
    } catch (IOException | IllegalStateException e) {
      Log.error("the dashboard does not start: " + e.getMessage());
    }
  }

  private void listen() {
    WebServer web = server;
    if (web == null) {
      return;
    }
    AdminSettings settings = authority.settings();
    Set<Place> wanted = new LinkedHashSet<>();
    wanted.add(new Place(LOOPBACK, settings.httpsPort(), Kind.SECURE));
    for (IpAddress address : settings.httpsAddresses()) {
      wanted.add(new Place(address, settings.httpsPort(), Kind.SECURE));
    }
    for (IpAddress address : settings.httpAddresses()) {
      Place place = new Place(address, settings.httpPort(), Kind.REDIRECT);
      if (settings.httpsRedirect() && settings.httpsAddresses().contains(address)) {
        wanted.add(place);
      } else if (warned.add(place)) {
        // Deviation: FortiOS then serves its pages, and takes passwords, in the clear.
        Log.warn(
            address
                + ": HTTP only leads to HTTPS, which takes allowaccess https and"
                + " admin-https-redirect enable");
      }
    }
    for (Place place : Set.copyOf(serving)) {
      if (!wanted.contains(place)) {
        web.stopListening(place.address(), place.port());
        serving.remove(place);
      }
    }
    for (Place place : wanted) {
      if (!serving.contains(place)) {
        listen(web, place);
      }
    }
  }

  private void listen(WebServer web, Place place) {
    try {
      int port =
          switch (place.kind()) {
            case SECURE -> web.listenSecurely(place.address(), place.port());
            case REDIRECT -> web.listenForRedirect(place.address(), place.port());
          };
      serving.add(place);
      warned.remove(place);
      if (place.kind() == Kind.SECURE) {
        Log.info("the dashboard is at https://" + place.address() + ":" + port);
      }
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

  @Override
  public void close() {
    thread.execute(() -> {
      if (server != null) {
        server.close();
      }
    });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(3, TimeUnit.SECONDS)) {
        Log.warn("the dashboard did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
