package hawser.web;

import hawser.admin.Authority;
import hawser.admin.Certificate;
import hawser.config.AdminTables;
import hawser.config.ConfigText;
import hawser.config.Configuration;
import hawser.config.SecretStore;
import hawser.config.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// The whole server on a free port of loopback, on a clock that a test moves.
final class TestServer implements AutoCloseable {
  static final String PASSWORD = "canary-password-of-the-admin";
  static final String PSK = "canary-pre-shared-key";
  static final String BASE =
      """
      config system global
          set hostname "HUB"
      end
      config system accprofile
          edit "looker"
              set vpngrp read
          next
      end
      config system admin
          edit "admin"
              set accprofile "super_admin"
              set password %s
          next
          edit "looker"
              set accprofile "looker"
              set password another-canary-password
          next
      end
      config system api-user
          edit "exporter"
              set accprofile "super_admin_readonly"
              config trusthost
                  edit 1
                      set ipv4-trusthost 127.0.0.1 255.255.255.255
                  next
              end
          next
          edit "elsewhere"
              set accprofile "super_admin"
              config trusthost
                  edit 1
                      set ipv4-trusthost 192.0.2.0 255.255.255.0
                  next
              end
          next
      end
      config vpn ipsec phase1-interface
          edit "server1"
              set type dynamic
              set interface "mgmt1"
              set aggregate-member enable
              set net-device disable
              set proposal aes128-sha256
              set psksecret %s
          next
      end
      config system ipsec-aggregate
          edit "server"
              set member "server1"
          next
      end
      """
          .formatted(PASSWORD, PSK);

  final List<String> journal = new CopyOnWriteArrayList<>();
  final Path directory;
  final FakeTunnels tunnels = new FakeTunnels();
  final Authority authority;
  final WebServer server;
  final int port;
  private final SecretStore secrets;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private volatile Tree tree;

  TestServer() throws IOException {
    this(BASE);
  }

  TestServer(String configuration) throws IOException {
    directory = Files.createTempDirectory("hawser-web");
    secrets = SecretStore.open(directory);
    tree = load(configuration);
    InstantSource clock = () -> Instant.now(Clock.systemUTC()).plus(ahead.get());
    authority = Authority.open(directory, AdminTables.settings(tree, secrets), clock, journal::add);
    configure(configuration);
    server =
        new WebServer(
            tunnels,
            () -> tree,
            authority,
            Certificate.open(directory, "HUB"),
            journal::add,
            List.of());
    port = server.listenOnLoopback(0);
    server.start();
  }

  /// Takes another configuration; the one-time passwords that were made.
  String configure(String configuration) throws IOException {
    tree = load(configuration);
    return String.join(" ", authority.configure(AdminTables.settings(tree, secrets)).values());
  }

  void pass(Duration time) {
    ahead.updateAndGet(now -> now.plus(time));
  }

  RawClient client() {
    return new RawClient(port);
  }

  /// A client that is logged in by cookie.
  RawClient admin() throws IOException {
    RawClient client = client();
    RawClient.Answer answer = client.login("admin", PASSWORD);
    if (answer.status() != 200) {
      throw new IOException("login: " + answer);
    }
    return client;
  }

  String token(String user) throws IOException {
    return authority.generateKey(user).orElseThrow();
  }

  private Tree load(String text) {
    return switch (Configuration.load(
        List.of(new ConfigText("test", text)), () -> Set.of("mgmt1"), secrets)) {
      case Configuration.Valid valid -> valid.configuration().tree();
      case Configuration.Invalid invalid ->
          throw new IllegalArgumentException(invalid.problems().toString());
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
