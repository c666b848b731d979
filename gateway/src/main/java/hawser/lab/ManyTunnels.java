package hawser.lab;

import hawser.admin.Authority;
import hawser.admin.Certificate;
import hawser.config.AdminTables;
import hawser.config.ConfigText;
import hawser.config.Configuration;
import hawser.config.SecretStore;
import hawser.config.Tree;
import hawser.rest.AggregateState;
import hawser.rest.Snapshot;
import hawser.rest.TunnelSource;
import hawser.rest.TunnelState;
import hawser.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `hawser many-tunnels`: the dashboard on invented tunnels, to see how it bears many of them.
/// Plain HTTP on loopback with the demo's kind of link; nothing else runs.
public final class ManyTunnels implements TunnelSource {
  private static final int LINKS = 4;

  private final int count;
  private final Instant begun = Instant.now();
  private final long started = System.nanoTime();
  private final Set<String> down = java.util.concurrent.ConcurrentHashMap.newKeySet();

  private ManyTunnels(int count) {
    this.count = count;
  }

  /// `PORT COUNT DIRECTORY`: prints the link, and serves until it is ended.
  public static int run(List<String> words) throws IOException {
    if (words.size() != 3) {
      System.err.println("usage: hawser many-tunnels PORT COUNT DIRECTORY");
      return 64;
    }
    Path directory = Files.createDirectories(Path.of(words.get(2)));
    SecretStore secrets = SecretStore.open(directory);
    Tree tree = configuration(secrets);
    Authority authority =
        Authority.open(
            directory, AdminTables.settings(tree, secrets), InstantSource.system(), event -> {});
    authority
        .configure(AdminTables.settings(tree, secrets))
        .forEach((name, password) -> System.out.println("password " + password));
    String ticket = DemoPage.ticket();
    authority.acceptOnce(ticket);
    WebServer server =
        new WebServer(
            new ManyTunnels(Integer.parseInt(words.get(1))),
            () -> tree,
            authority,
            Certificate.open(directory, "many"),
            event -> {},
            List.of());
    int port = server.listenOnLoopback(Integer.parseInt(words.get(0)));
    server.start();
    System.out.println("http://127.0.0.1:" + port + "/#ticket=" + ticket);
    System.out.flush();
    try {
      new java.util.concurrent.CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static Tree configuration(SecretStore secrets) {
    String text = "config system global\n set hostname MANY\n set admintimeout 480\nend\n";
    return switch (Configuration.load(List.of(new ConfigText("many", text)), Set::of, secrets)) {
      case Configuration.Valid valid -> valid.configuration().tree();
      case Configuration.Invalid invalid ->
          throw new IllegalStateException(invalid.problems().toString());
    };
  }

  @Override
  public Snapshot snapshot() {
    double seconds = (System.nanoTime() - started) / 1e9;
    List<TunnelState> tunnels = new ArrayList<>();
    List<String> templates = new ArrayList<>();
    for (int link = 0; link < LINKS; link++) {
      templates.add("hub" + (link + 1));
      tunnels.add(tunnel(link + 1, "hub" + (link + 1), link, -1, 0));
    }
    tunnels.add(headOffice(seconds));
    for (int i = 0; i < count - LINKS; i++) {
      String name = "hub" + (i % LINKS + 1) + "_" + i / LINKS;
      if (!down.contains(name)) {
        tunnels.add(tunnel(LINKS + i + 1, name, i % LINKS, i / LINKS, seconds));
      }
    }
    return new Snapshot(
        Instant.now(),
        List.of(new AggregateState("branches", "weighted-round-robin", templates)),
        tunnels);
  }

  @Override
  public Outcome act(Action action, String tunnel, Optional<String> phase2) {
    boolean done =
        switch (action) {
          case DOWN -> down.add(phase2.orElse(tunnel));
          case UP -> down.remove(phase2.orElse(tunnel));
          case RESET_STATISTICS -> true;
        };
    return done ? Outcome.DONE : Outcome.NO_TUNNEL;
  }

  /// A static one, with two phase 2s.
  private TunnelState headOffice(double seconds) {
    TunnelState like = tunnel(count + 1, "head-office", 0, 0, seconds);
    return new TunnelState(
        like.serial(),
        like.name(),
        "",
        TunnelState.Kind.STATIC,
        "",
        0,
        like.interfaceName(),
        true,
        like.remote(),
        like.remotePort(),
        like.tunnelId(),
        like.peer(),
        "",
        "",
        1,
        false,
        like.since(),
        like.connections(),
        like.rxPackets(),
        like.txPackets(),
        like.rxBytes(),
        like.txBytes(),
        List.of(phase2("voice", count + 1), phase2("data", count + 2)));
  }

  private TunnelState.Selector phase2(String name, int serial) {
    Optional<Instant> expires =
        down.contains(name) ? Optional.empty() : Optional.of(begun.plusSeconds(43_200));
    return new TunnelState.Selector(
        name, serial, "10.0.0.0/24", "10.9.0.0/24", 0, 0, 0, expires, 1_000, 2_000);
  }

  private TunnelState tunnel(int serial, String name, int link, int site, double seconds) {
    boolean template = site < 0;
    long sent = template ? 0 : (long) (seconds * (200_000 + serial % 97 * 10_000));
    String network = "10.%d.%d.0/24".formatted(site >> 8 & 255, site & 255);
    return new TunnelState(
        serial,
        name,
        "",
        template ? TunnelState.Kind.TEMPLATE : TunnelState.Kind.INSTANCE,
        template ? "" : "hub" + (link + 1),
        Math.max(0, site),
        "wan" + (link + 1),
        true,
        template ? "0.0.0.0" : "198.51.%d.%d".formatted(100 + link, site % 250 + 1),
        500,
        "10.0.%d.%d".formatted(serial >> 8 & 255, serial & 255),
        template ? "" : "branch-" + site,
        template ? "" : "1.0.%d.%d".formatted(site >> 8 & 255, site & 255),
        "branches",
        link + 1,
        false,
        template ? Optional.empty() : Optional.of(begun),
        template ? 0 : 1,
        sent / 1_400,
        sent / 1_300,
        sent / 3,
        sent,
        template
            ? List.of()
            : List.of(
                new TunnelState.Selector(
                    "hub" + (link + 1),
                    serial,
                    "0.0.0.0/0",
                    network,
                    0,
                    0,
                    0,
                    Optional.of(begun.plusSeconds(43_200)),
                    sent / 3,
                    sent)));
  }
}
