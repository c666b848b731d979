package hawser.gateway;

import hawser.cli.CertificateCommands;
import hawser.cli.Commands;
import hawser.cli.ControlServer;
import hawser.config.CheckConfig;
import hawser.config.ConfigFiles;
import hawser.config.Configuration;
import hawser.config.SecretStore;
import hawser.esp.EngineException;
import hawser.linux.OsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/// `hawser run`: the process around a gateway. SIGHUP reloads, SIGTERM and SIGINT stop cleanly.
@SuppressWarnings("try") // the server serves while its block waits
public final class Daemon {
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;
  private static final int OS_ERROR = 71;

  private Daemon() {}

  /// Runs until it is told to stop; returns the exit status.
  public static int run(RunOptions options) throws IOException {
    if (options.workers() > Workers.MOST) {
      System.err.println("workers: 1 to " + Workers.MOST + ", not " + options.workers());
      return USAGE;
    }
    Path state = options.state();
    Engines engines;
    try {
      engines = Engines.of(options.engine());
    } catch (EngineException e) {
      System.err.println(e.getMessage());
      return UNAVAILABLE;
    }
    Files.createDirectories(state);
    try (FileChannel channel =
            FileChannel.open(
                state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        System.err.println("another daemon runs with the state directory " + state);
        return UNAVAILABLE;
      }
      return run(options, SecretStore.open(state), engines);
    }
  }

  private static int run(RunOptions options, SecretStore secrets, Engines engines)
      throws IOException {
    Path state = options.state();
    if (CheckConfig.readAll(options.files(), System.err).size() < options.files().size()) {
      return CheckConfig.INVALID;
    }
    ConfigFiles files = new ConfigFiles(options.files(), state, secrets);
    Configuration configuration;
    switch (Configuration.load(files.read(), HostDevices.current(), secrets)) {
      case Configuration.Invalid invalid -> {
        invalid.problems().forEach(System.err::println);
        return CheckConfig.INVALID;
      }
      case Configuration.Valid valid -> {
        valid.warnings().forEach(problem -> Log.warn(problem.toString()));
        configuration = valid.configuration();
      }
    }
    secrets.save();
    Gateway gateway;
    try {
      int workers = options.workers() == 0 ? Workers.defaultCount() : options.workers();
      gateway = new Gateway(configuration, state, engines, workers);
    } catch (OsException e) {
      System.err.println(e.getMessage());
      return OS_ERROR;
    }
    CountDownLatch stop = new CountDownLatch(1);
    gateway.start();
    Administration administration = new Administration(gateway, engines);
    Dashboard dashboard = Dashboard.open(gateway, administration, secrets, state, options.demo());
    Signals.on("HUP", () -> reload(files, secrets, gateway, dashboard));
    Signals.on("TERM", () -> stop.countDown());
    Signals.on("INT", () -> stop.countDown());
    Commands commands =
        new Commands(
            administration,
            secrets,
            dashboard::generateKey,
            new CertificateCommands(new ImportedCertificates(files, gateway)));
    try (dashboard;
        ControlServer ignored = new ControlServer(state.resolve("control.sock"), commands)) {
      System.out.println("READY");
      System.out.flush();
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gateway.stop();
    return 0;
  }

  /// Validates first: with an error the running configuration stays.
  private static void reload(
      ConfigFiles files, SecretStore secrets, Gateway gateway, Dashboard dashboard) {
    try {
      switch (Configuration.load(files.read(), HostDevices.current(), secrets)) {
        case Configuration.Invalid invalid -> {
          invalid.problems().forEach(problem -> Log.error(problem.toString()));
          Log.error("reload: the running configuration stays");
        }
        case Configuration.Valid valid -> {
          valid.warnings().forEach(problem -> Log.warn(problem.toString()));
          secrets.save();
          gateway.configure(valid.configuration());
          dashboard.configure();
          Log.info("reload: done");
        }
      }
    } catch (IOException | IllegalStateException e) {
      Log.error("reload: the running configuration stays: " + e.getMessage());
    }
  }
}
